package dev.firn.sink.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class PaceTest {

    private static final long BEGUN = Long.MAX_VALUE - 2_000_000_000L;

    private final Stop stop = new Stop();
    private final FakeClock clock = new FakeClock();

    /** Time that passes only when somebody waits; it turns over on the way. */
    private final class FakeClock implements Pace.Clock {

        private long nanos = BEGUN;
        private long longest;
        private long stopsAfter = Long.MAX_VALUE;

        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public void park(long pause) {
            nanos += pause;
            longest = Math.max(longest, pause);
            if (nanos - BEGUN >= stopsAfter) {
                stop.ask();
            }
        }

        double seconds() {
            return (nanos - BEGUN) / 1e9;
        }
    }

    @Test
    void bytesGoNoFasterThanTheLimitAndNoSlower() {
        Pace pace = new Pace(1_000_000, stop, clock);
        for (int look = 0; look < 500; look++) {
            pace.take(10_000);
        }
        assertThat(clock.seconds()).isBetween(4.9, 5.0);
    }

    @Test
    void whatIsStoppedWhileItWaitsEndsWithinATenthOfASecond() {
        clock.stopsAfter = 1_000_000_000L;
        Pace pace = new Pace(1, stop, clock);
        pace.take(1_000_000);
        assertThatThrownBy(() -> pace.take(1)).isInstanceOf(CancellationException.class);
        assertThat(clock.seconds()).isBetween(1.0, 1.1);
        assertThat(clock.longest).isLessThanOrEqualTo(100_000_000);
    }

    @Test
    void withoutALimitNobodyWaits() {
        new Pace(0, stop, clock).take(Long.MAX_VALUE);
        assertThat(clock.seconds()).isZero();
    }
}
