package dev.firn.engine.source.debezium;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.decode.RawValues;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MicrosTest {

    @Test
    void readsTimesOfDayAsTheServerWritesThem() {
        assertThat(Micros.ofDay("00:00:00")).isZero();
        assertThat(Micros.ofDay("23:59:59.999999")).isEqualTo(86_399_999_999L);
        assertThat(Micros.ofDay("01:02:03.5")).isEqualTo(3_723_500_000L);
        assertThat(Micros.ofDay("01:02:03.000001")).isEqualTo(3_723_000_001L);
        assertThat(Micros.ofDay("24:00:00")).isEqualTo(86_400_000_000L);
    }

    @Test
    void whatIsNoTimeIsMarked() {
        assertThat(Micros.ofDay("1:2:3")).isEqualTo(RawValues.UNREADABLE_MICROS);
        assertThat(Micros.ofDay("allballs")).isEqualTo(RawValues.UNREADABLE_MICROS);
        assertThat(Micros.since1970(Instant.MAX)).isEqualTo(RawValues.UNREADABLE_MICROS);
    }

    @Test
    void roundsToTheMicrosecondBelow() {
        assertThat(Micros.since1970(Instant.ofEpochSecond(-1, 999_999_999))).isEqualTo(-1);
        assertThat(Micros.of(Duration.ofNanos(-1_000))).isEqualTo(-1);
        assertThat(Micros.of(Duration.ofHours(-838))).isEqualTo(-3_016_800_000_000L);
    }
}
