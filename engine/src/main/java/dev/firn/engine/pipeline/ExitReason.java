package dev.firn.engine.pipeline;

/** Why a process ends, with the exit code by which a service manager tells what may be restarted. */
public enum ExitReason {
    /** Asked to stop, or caught up as asked. */
    COMPLETED(0),
    /** The configuration cannot be run: restarting does not help. */
    CONFIGURATION(2),
    /** The source needs an operator: a missing privilege, a lost slot, a purged log. */
    SOURCE_NEEDS_OPERATOR(3),
    /** The lake needs an operator: credentials, a missing bucket, a full disk. */
    LAKE_NEEDS_OPERATOR(4),
    /** Another process owns the pipeline (I10). */
    FENCED(5),
    /** Asked to catch up, and found paused. */
    PAUSED(7),
    /** Firn itself is at fault. */
    INTERNAL_ERROR(70);

    private final int code;

    ExitReason(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
