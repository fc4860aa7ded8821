package dev.firn.engine.source.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.source.postgres.TableStorage.Heap;
import dev.firn.schema.source.TableId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {

    private static final long PAGE = 8192;

    private static Pace pace(long pages, long bytes) {
        return Pace.of(new Heap(1, new TableId("public", "orders"), 1, pages, bytes));
    }

    @Test
    void theFirstStatementIsSmallInBytes() {
        assertThat(pace(100_000, 100_000 * PAGE).pages()).isEqualTo(1024);
        assertThat(pace(100, 100 * (PAGE + (1 << 20))).pages()).isEqualTo(7);
        assertThat(pace(1, 10L << 30).pages()).isEqualTo(1);
        assertThat(pace(0, 0).pages()).isPositive();
    }

    @Test
    void statementsGrowUntilTheyLastLongEnoughAndShrinkAtOnce() {
        Pace pace = pace(100_000, 100_000 * PAGE);
        pace.took(1024, Duration.ofMillis(100).toNanos());
        assertThat(pace.pages()).isEqualTo(4096);
        pace.took(4096, Duration.ofSeconds(1).toNanos());
        assertThat(pace.pages()).isEqualTo(8192);
        pace.took(8192, Duration.ofSeconds(40).toNanos());
        assertThat(pace.pages()).isEqualTo(409);
        pace.took(1, Duration.ofMinutes(1).toNanos());
        assertThat(pace.pages()).isEqualTo(1);
        pace.took(1, 0);
        assertThat(pace.pages()).isEqualTo(4);
    }
}
