package dev.firn.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Durations, sizes, and the distance between words. */
class NotationTest {

    @ParameterizedTest
    @CsvSource({"5m,PT5M", "30s,PT30S", "500ms,PT0.5S", "1h30m,PT1H30M", "2d,PT48H", "1m5ms,PT1M0.005S", "0s,PT0S"})
    void durations(String text, Duration duration) {
        assertThat(Durations.parse(text)).isEqualTo(duration);
        assertThat(Durations.format(duration)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "m", "5 minutes", "-5m", "5m5m", "1.5h", "5s1h"})
    void noDurations(String text) {
        assertThatThrownBy(() -> Durations.parse(text)).hasMessageContaining("write a number and ms, s, m, h or d");
    }

    @ParameterizedTest
    @CsvSource({"1B,1", "64KB,65536", "512MB,536870912", "2GB,2147483648", "1500MB,1572864000"})
    void sizes(String text, long bytes) {
        assertThat(DataSize.parse(text)).isEqualTo(new DataSize(bytes)).hasToString(text);
        assertThat(DataSize.parse(text.toLowerCase(java.util.Locale.ROOT))).isEqualTo(new DataSize(bytes));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "512", "512 potatoes", "-1MB", "1.5GB", "9999999999GB"})
    void noSizes(String text) {
        assertThatThrownBy(() -> DataSize.parse(text)).hasMessageContaining("write a number and B, KB, MB or GB");
    }

    @Test
    void nearestWords() {
        List<String> known = List.of("include", "exclude", "follow");
        assertThat(Spelling.nearest("includ", known)).contains("include");
        assertThat(Spelling.nearest("eclude", known)).contains("exclude");
        assertThat(Spelling.nearest("completely-different", known)).isEmpty();
        assertThat(Spelling.distance("kitten", "sitting")).isEqualTo(3);
        assertThat(Spelling.distance("", "abc")).isEqualTo(3);
    }
}
