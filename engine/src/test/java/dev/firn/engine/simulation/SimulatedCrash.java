package dev.firn.engine.simulation;

/** Ends the frames of a process that was killed. An error, so that nobody handles it. */
final class SimulatedCrash extends Error {

    private static final long serialVersionUID = 1L;

    SimulatedCrash() {
        super("The simulated process was killed", null, false, false);
    }
}
