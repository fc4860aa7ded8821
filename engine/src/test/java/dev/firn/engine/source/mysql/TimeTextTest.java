package dev.firn.engine.source.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeTextTest {

    /** Digits before and behind, as a row has them. */
    private static byte[] row(String text) {
        return ("17" + text + "42").getBytes(StandardCharsets.US_ASCII);
    }

    private static boolean isDate(String text) {
        return TimeText.isDate(row(text), 2);
    }

    private static int days(String text) {
        return TimeText.days(row(text), 2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1000-01-01T00:00:00",
                "1969-12-31T23:59:59.999999",
                "2024-02-29T12:34:56.1",
                "9999-12-31T23:59:59.999999"
            })
    void datesAndTimes(String iso) {
        LocalDateTime time = LocalDateTime.parse(iso);
        String text = iso.replace('T', ' ');
        assertThat(isDate(text)).isTrue();
        assertThat(days(text)).isEqualTo((int) time.toLocalDate().toEpochDay());
        assertThat(TimeText.micros(row(text), 2, text.length()))
                .isEqualTo(ChronoUnit.MICROS.between(LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC), time));
    }

    @ParameterizedTest
    @CsvSource({
        "00:00:00, 0",
        "12:34:56.000001, 45296000001",
        "838:59:59, 3020399000000",
        "-00:00:00.5, -500000",
        "-838:59:59.999, -3020399999000"
    })
    void durations(String text, long micros) {
        assertThat(TimeText.duration(row(text), 2, text.length())).isEqualTo(micros);
    }

    @Test
    void everyDayThatMysqlHas() {
        LocalDate last = LocalDate.of(9999, 12, 31);
        for (LocalDate day = LocalDate.of(0, 1, 1); !day.isAfter(last); day = day.plusDays(1)) {
            String text = day.toString();
            if (!isDate(text) || days(text) != day.toEpochDay()) {
                fail("%s: %s, %s", day, isDate(text), days(text));
            }
        }
    }

    @Test
    void daysThatDoNotExist() {
        for (String text : new String[] {
            "0000-00-00",
            "2020-00-01",
            "2020-01-00",
            "2020-13-01",
            "2021-02-29",
            "1900-02-29",
            "2020-04-31",
            "2020-02-31 00:00:00"
        }) {
            assertThat(isDate(text)).as(text).isFalse();
        }
    }
}
