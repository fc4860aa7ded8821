package dev.firn.engine.lake;

/**
 * A checkpoint was prepared, and what it says is gone or cannot be read: nobody knows any more where to go on. The next checkpoint may stand on
 * it all the same.
 */
public final class StateLost extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient CheckpointId checkpoint;
    private final transient Owner owner;

    /**
     * Makes one.
     *
     * @param owner who prepared the checkpoint
     * @param message what was found, with the name of the file
     */
    public StateLost(CheckpointId checkpoint, Owner owner, String message, Throwable cause) {
        super(message, cause);
        this.checkpoint = checkpoint;
        this.owner = owner;
    }

    public CheckpointId checkpoint() {
        return checkpoint;
    }

    public Owner owner() {
        return owner;
    }
}
