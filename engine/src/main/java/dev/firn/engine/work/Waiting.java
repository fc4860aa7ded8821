package dev.firn.engine.work;

import java.util.concurrent.locks.Condition;
import java.util.function.BooleanSupplier;

/** How a thread waits for others. A test on one thread lets the others' work happen meanwhile. */
@FunctionalInterface
public interface Waiting {

    /** Sleeps until signalled, and looks again. */
    Waiting ON_CONDITION = (changed, ready) -> {
        while (!ready.getAsBoolean()) {
            changed.await();
        }
    };

    /**
     * Returns when {@code ready} holds.
     *
     * @param changed is signalled whenever {@code ready} may have become true; its lock is held by the caller
     */
    void await(Condition changed, BooleanSupplier ready) throws InterruptedException;
}
