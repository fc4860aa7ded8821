package dev.firn.engine.work;

/** Is told when the protocol reaches a step. */
@FunctionalInterface
public interface FaultPoints {

    /** What a pipeline in service has. */
    FaultPoints NONE = (point, subject) -> {};

    /**
     * Called on the thread that does the step, without any lock; may throw or wait.
     *
     * @param subject the table, or the checkpoint's number where the step is not a table's
     */
    void reach(FaultPoint point, String subject);
}
