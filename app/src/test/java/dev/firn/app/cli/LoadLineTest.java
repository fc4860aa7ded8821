package dev.firn.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.app.Statuses;
import dev.firn.engine.pipeline.TableStatus.State;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LoadLineTest {

    @Test
    void nothingLoads() {
        assertThat(LoadLine.of(Statuses.running(Statuses.streaming("public.a"))))
                .isEmpty();
    }

    @Test
    void rowsRateAndEstimate() {
        assertThat(LoadLine.of(Statuses.running(
                        Statuses.loading("public.a", State.LOADING, 1_000_000, OptionalLong.of(4_000_000)),
                        Statuses.loading("public.b", State.QUEUED, 0, OptionalLong.empty()))))
                .contains(
                        "public.a [=====>              ] 25 %, 1,000,000 of about 4,000,000 rows, 100,000 rows/s, 31s left"
                                + " (1 more tables wait)");
    }

    @Test
    void anEstimateThatWasTooLow() {
        assertThat(LoadLine.of(
                        Statuses.running(Statuses.loading("public.a", State.LOADING, 5000, OptionalLong.of(4000)))))
                .contains("public.a [===================>] 99 %, 5,000 of about 4,000 rows");
    }

    @Test
    void withoutAnEstimate() {
        assertThat(LoadLine.of(
                        Statuses.running(Statuses.loading("public.a", State.LOADING, 5000, OptionalLong.empty()))))
                .contains("public.a 5,000 rows, 500 rows/s");
    }

    @Test
    void theBiggestOfSeveralIsShown() {
        assertThat(LoadLine.of(Statuses.running(
                        Statuses.loading("public.a", State.CATCHING_UP, 5000, OptionalLong.of(5000)),
                        Statuses.loading("public.b", State.LOADING, 1000, OptionalLong.of(2000)),
                        Statuses.loading("public.c", State.LOADING, 1_000_000, OptionalLong.of(4_000_000)),
                        Statuses.loading("public.d", State.QUEUED, 0, OptionalLong.empty()))))
                .hasValueSatisfying(line ->
                        assertThat(line).startsWith("public.c ").endsWith("31s left (2 more tables load, 1 wait)"));
    }

    @Test
    void catchingUp() {
        assertThat(LoadLine.of(
                        Statuses.running(Statuses.loading("public.a", State.CATCHING_UP, 5000, OptionalLong.empty()))))
                .contains("public.a 5,000 rows loaded, applying what changed meanwhile");
    }
}
