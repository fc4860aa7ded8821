package dev.firn.engine.stage;

/**
 * How much heap the rows between the stream and the files may take (I5). Rows count from the event on until they are staged. Changed under the
 * run's lock.
 */
public final class MemoryBudget {

    private final long limitBytes;
    private long openBytes;
    private long sealedBytes;

    /** @param limitBytes greater than zero */
    public MemoryBudget(long limitBytes) {
        if (limitBytes < 1) {
            throw new IllegalArgumentException("The memory budget must be positive, got " + limitBytes + " bytes");
        }
        this.limitBytes = limitBytes;
    }

    /** An open batch has grown, or shrunk if negative. */
    public void batchGrewBy(long bytes) {
        openBytes += bytes;
    }

    /** An open batch was sealed: its rows now wait to be staged. */
    public void sealed(long bytes) {
        openBytes -= bytes;
        sealedBytes += bytes;
    }

    /** Sealed rows were staged or given up. */
    public void released(long bytes) {
        sealedBytes -= bytes;
    }

    /** Whether open batches hold so much that some must be sealed. Half, so that the next rows have room while those are written. */
    public boolean mustSeal() {
        return openBytes > limitBytes / 2;
    }

    /** Whether enough was sealed after {@link #mustSeal}; well below it, so that sealing comes in good portions. */
    public boolean sealedEnough() {
        return openBytes <= limitBytes / 4;
    }

    /** Whether the source may go on. */
    public boolean hasRoom() {
        return usedBytes() <= limitBytes;
    }

    public long usedBytes() {
        return openBytes + sealedBytes;
    }

    public long limitBytes() {
        return limitBytes;
    }
}
