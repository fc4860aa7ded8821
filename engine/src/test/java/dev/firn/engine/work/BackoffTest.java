package dev.firn.engine.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private final Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1), new Random(7));

    @Test
    void waitsGrowUpToTheLongestAndAreSpread() {
        for (int failures = 1; failures < 100; failures++) {
            long most = Math.min(60_000, 1_000L << Math.min(failures - 1, 20));
            assertThat(backoff.delay(failures).toMillis()).isBetween(most / 2, most);
        }
    }

    @Test
    void longestMustNotBeShorterThanTheFirst() {
        assertThatThrownBy(() -> new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
