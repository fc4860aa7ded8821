package dev.firn.engine.simulation;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * I1, I2, I3, I5, I6, I8 and I10 under many seeds. A failing one names its seed: run it alone, with the log, by {@code
 * -Dfirn.simulation.seed=…}; more of them by {@code -Dfirn.simulation.seeds=…}.
 */
@ExtendWith(QuietEngine.class)
class SimulationTest {

    /** The one to run; null for many. */
    static final @Nullable Long SINGLE_SEED = Long.getLong("firn.simulation.seed");

    private static final long DEFAULT_SEEDS = 1_000;

    @Test
    void i1_i2_i3_i5_i6_i8_i10_holdUnderEverySeed() {
        if (SINGLE_SEED != null) {
            live(SINGLE_SEED);
            return;
        }
        long seeds = Long.getLong("firn.simulation.seeds", DEFAULT_SEEDS);
        for (long seed = 1; seed <= seeds; seed++) {
            live(seed);
        }
    }

    private static void live(long seed) {
        Simulation simulation = new Simulation(seed, Set.of());
        try {
            simulation.run();
        } catch (Throwable e) {
            throw new AssertionError(
                    "Seed " + seed + " fails (run it alone by -Dfirn.simulation.seed=" + seed + "): " + e.getMessage()
                            + "\n" + simulation.describe(),
                    e);
        }
    }
}
