package dev.firn.engine.lake;

/** Where tables are replicated to. */
public interface Lake extends AutoCloseable {

    /** The pipeline's own memory. */
    CheckpointLog checkpoints();

    /** The replicated tables. */
    LakeTables tables();

    @Override
    void close();
}
