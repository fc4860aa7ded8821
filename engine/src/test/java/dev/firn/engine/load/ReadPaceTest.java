package dev.firn.engine.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadPaceTest {

    private static final Object[] ROW = {1, "four"};

    private final FakeClock clock = new FakeClock();
    private final LongAdder total = new LongAdder();

    /** Time that passes only when somebody sleeps, or works. */
    private static final class FakeClock implements ReadPace.Clock {

        private long nanos = 12_345;
        private long longestSleep;

        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public void sleep(long sleep) {
            nanos += sleep;
            longestSleep = Math.max(longestSleep, sleep);
        }

        double seconds() {
            return (nanos - 12_345) / 1e9;
        }
    }

    private void read(ReadLimit limit, int rows) throws InterruptedException {
        ReadMeter meter = new ReadMeter(total, new ReadPace(limit, clock));
        for (int i = 0; i < rows; i++) {
            meter.row(ROW);
        }
        meter.end();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 1_000, 70_000})
    void rowsComeNoFasterThanTheLimit(int perSecond) throws InterruptedException {
        read(new ReadLimit(perSecond, 0), perSecond * 4);

        assertThat(total.sum()).isEqualTo(perSecond * 4L);
        assertThat(clock.seconds()).isBetween(3.8, 4.1);
    }

    @Test
    void bytesComeNoFasterThanTheLimit() throws InterruptedException {
        // Eight bytes of the number and four of the text.
        read(new ReadLimit(0, 1_200), 300);

        assertThat(clock.seconds()).isBetween(2.8, 3.1);
    }

    @Test
    void stricterLimitHolds() throws InterruptedException {
        read(new ReadLimit(1_000_000, 1_200), 300);

        assertThat(clock.seconds()).isBetween(2.8, 3.1);
    }

    @Test
    void sleepsAreShort() throws InterruptedException {
        read(new ReadLimit(1_000, 0), 5_000);

        assertThat(clock.longestSleep).isLessThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(60));
    }

    @Test
    void whatWasNotReadDuringAPauseIsNotMadeUpFor() throws InterruptedException {
        ReadPace pace = new ReadPace(new ReadLimit(1_000, 0), clock);
        clock.nanos += TimeUnit.MINUTES.toNanos(5);
        double before = clock.seconds();
        pace.pay(1_000, 0);

        assertThat(clock.seconds() - before).isBetween(0.89, 1.0);
    }

    @Test
    void readersShareTheLimit() throws InterruptedException {
        ReadPace pace = new ReadPace(new ReadLimit(1_000, 0), clock);
        ReadMeter one = new ReadMeter(total, pace);
        ReadMeter other = new ReadMeter(total, pace);
        for (int i = 0; i < 2_000; i++) {
            one.row(ROW);
            other.row(ROW);
        }
        assertThat(clock.seconds()).isBetween(3.8, 4.1);
    }

    @Test
    void withoutALimitNobodySleeps() throws InterruptedException {
        read(ReadLimit.NONE, 100_000);

        assertThat(total.sum()).isEqualTo(100_000);
        assertThat(clock.seconds()).isZero();
    }

    @Test
    void failedReadCountsNothing() throws InterruptedException {
        ReadMeter meter = new ReadMeter(total, ReadPace.UNLIMITED);
        for (int i = 0; i < 3_000; i++) {
            meter.row(ROW);
        }
        meter.takeBack();

        assertThat(total.sum()).isZero();
    }
}
