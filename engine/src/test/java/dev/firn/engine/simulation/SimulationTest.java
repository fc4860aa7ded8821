package dev.firn.engine.simulation;

import ch.qos.logback.classic.Level;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * I1, I2, I3, I5, I6, I8 and I10 under many seeds. A failing one names its seed: run it alone, with the log, by {@code
 * -Dfirn.simulation.seed=…}; more of them by {@code -Dfirn.simulation.seeds=…}.
 */
class SimulationTest {

    private static final long DEFAULT_SEEDS = 1_000;

    @BeforeAll
    static void quiet() {
        Simulation.log(Long.getLong("firn.simulation.seed") == null ? Level.OFF : Level.DEBUG);
    }

    @AfterAll
    static void loud() {
        Simulation.log(null);
    }

    @Test
    void i1_i2_i3_i5_i6_i8_i10_holdUnderEverySeed() {
        Long single = Long.getLong("firn.simulation.seed");
        if (single != null) {
            live(single);
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
