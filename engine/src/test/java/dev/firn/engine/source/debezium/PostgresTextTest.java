package dev.firn.engine.source.debezium;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.decode.RawValues;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class PostgresTextTest {

    @Test
    void dates() {
        assertThat(PostgresText.days("1970-01-02")).isEqualTo(1);
        assertThat(PostgresText.days("5874897-12-31"))
                .isEqualTo((int) LocalDate.of(5_874_897, 12, 31).toEpochDay());
        assertThat(PostgresText.days("4713-01-01 BC"))
                .isEqualTo((int) LocalDate.of(-4712, 1, 1).toEpochDay());
        assertThat(PostgresText.days("infinity")).isEqualTo(RawValues.INFINITE_DAYS);
        assertThat(PostgresText.days("-infinity")).isEqualTo(RawValues.NEGATIVE_INFINITE_DAYS);
        assertThatThrownBy(() -> PostgresText.days("2026-02-30")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void timestamps() {
        assertThat(PostgresText.micros("2026-02-28 12:34:56")).isEqualTo(micros("2026-02-28T12:34:56Z"));
        assertThat(PostgresText.micros("1969-12-31 23:59:59.999999")).isEqualTo(-1);
        assertThat(PostgresText.micros("2026-02-28 12:34:56.12+00")).isEqualTo(micros("2026-02-28T12:34:56.12Z"));
        assertThat(PostgresText.micros("0044-03-15 10:00:00-05:45:10 BC")).isEqualTo(micros("-0043-03-15T15:45:10Z"));
        assertThat(PostgresText.micros("-infinity")).isEqualTo(RawValues.NEGATIVE_INFINITE_MICROS);
        assertThat(PostgresText.micros("294276-12-31 23:59:59.999999")).isEqualTo(RawValues.UNREADABLE_MICROS);
    }

    private static long micros(String instant) {
        Instant parsed = Instant.parse(instant);
        return parsed.getEpochSecond() * 1_000_000 + parsed.getNano() / 1_000;
    }
}
