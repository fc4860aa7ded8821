package dev.firn.engine.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.simulation.Faults.BrokenPromise;
import java.util.Set;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A simulation that finds nothing proves nothing: with any one guarantee broken that the protocol builds on, it must find it. */
@ExtendWith(QuietEngine.class)
class BrokenPromiseTest {

    private static final long MOST_SEEDS = 300;

    @ParameterizedTest
    @EnumSource
    void oracleNotices(BrokenPromise promise) {
        long seed = 1;
        while (seed <= MOST_SEEDS && !isNoticed(seed, promise)) {
            seed++;
        }
        assertThat(seed).as("the first seed under which %s is noticed", promise).isLessThanOrEqualTo(MOST_SEEDS);
    }

    private static boolean isNoticed(long seed, BrokenPromise promise) {
        try {
            new Simulation(seed, Set.of(promise)).run();
            return false;
        } catch (AssertionError e) {
            return String.valueOf(e.getMessage()).startsWith("I");
        }
    }
}
