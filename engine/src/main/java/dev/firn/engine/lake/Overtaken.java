package dev.firn.engine.lake;

/** Another process has become the owner of the pipeline (I10): this one must not do what cannot be undone, and a new run of it finds that it has ended. */
public final class Overtaken extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param what it was about to do, as a clause that follows "Cannot" */
    public Overtaken(String what, Owner winner) {
        super("Cannot " + what + ": the pipeline is owned by " + winner + " now");
    }
}
