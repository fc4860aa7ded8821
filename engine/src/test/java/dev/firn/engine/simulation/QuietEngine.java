package dev.firn.engine.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/** The engine says nothing while a class of tests runs, but for a single seed, which it says all of. */
final class QuietEngine implements BeforeAllCallback, AfterAllCallback {

    private static final Logger ENGINE = (Logger) LoggerFactory.getLogger("dev.firn.engine");

    @Override
    public void beforeAll(ExtensionContext context) {
        ENGINE.setLevel(SimulationTest.SINGLE_SEED == null ? Level.OFF : Level.DEBUG);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        ENGINE.setLevel(null);
    }
}
