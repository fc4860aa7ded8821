package dev.firn.engine.lake;

/**
 * The number of a checkpoint of one pipeline; the first is 1, and each is one more than the one before.
 *
 * @param number greater than zero
 */
public record CheckpointId(long number) implements Comparable<CheckpointId> {

    public CheckpointId {
        if (number < 1) {
            throw new IllegalArgumentException("A checkpoint's number starts at 1, got " + number);
        }
    }

    public CheckpointId next() {
        return new CheckpointId(number + 1);
    }

    @Override
    public int compareTo(CheckpointId other) {
        return Long.compare(number, other.number);
    }

    @Override
    public String toString() {
        return Long.toString(number);
    }
}
