package dev.firn.sink.maintenance;

/**
 * Keys that equality deletes name, each with the newest sequence number at which it was deleted: a table of hashes with open addresses,
 * {@link #BYTES_A_KEY} a key. Hot.
 */
final class DeletedKeys {

    /** Three longs, in a table that is two thirds full. */
    static final int BYTES_A_KEY = 36;

    private final int capacity;
    private final long[] first;
    private final long[] second;
    /** 0 where there is no key, for the first snapshot has number 1. */
    private final long[] sequenceNumbers;

    private int size;

    /** @param keys how many it will hold at most */
    DeletedKeys(long keys) {
        this.capacity = Math.toIntExact(keys + keys / 2 + 8);
        this.first = new long[capacity];
        this.second = new long[capacity];
        this.sequenceNumbers = new long[capacity];
    }

    void add(KeyHash key, long sequenceNumber) {
        int slot = slot(key);
        if (sequenceNumbers[slot] == 0) {
            if (++size >= capacity) {
                throw new IllegalStateException("More deleted keys than the lists of files say");
            }
            first[slot] = key.first();
            second[slot] = key.second();
        }
        sequenceNumbers[slot] = Math.max(sequenceNumbers[slot], sequenceNumber);
    }

    /** Whether the key was deleted after a data file with the sequence number was added. */
    boolean isDeletedAfter(KeyHash key, long sequenceNumber) {
        return sequenceNumbers[slot(key)] > sequenceNumber;
    }

    /** Where the key is, or would be. */
    private int slot(KeyHash key) {
        int slot = (int) Math.multiplyHigh(key.first() >>> 1, 2L * capacity);
        while (sequenceNumbers[slot] != 0 && (first[slot] != key.first() || second[slot] != key.second())) {
            slot = slot + 1 == capacity ? 0 : slot + 1;
        }
        return slot;
    }

    int size() {
        return size;
    }
}
