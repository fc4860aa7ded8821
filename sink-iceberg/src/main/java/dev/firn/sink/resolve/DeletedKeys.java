package dev.firn.sink.resolve;

import java.util.Arrays;

/**
 * Keys, each with the newest sequence number that a delete of it has: it is about the rows of files with a lower one. About thirty bytes of heap a key of a
 * number. Filled by one thread, then read by many. Hot.
 */
final class DeletedKeys {

    /** The sequence number and the length of the key, which stands behind them. */
    private static final int HEAD_BYTES = Long.BYTES + Integer.BYTES;

    private static final int FIRST_SLOTS = 1024;
    private static final int FREE = -1;
    static final long NONE = -1;

    private final KeyBytes arena = new KeyBytes();
    private int[] slots = free(FIRST_SLOTS);
    private int size;

    private static int[] free(int count) {
        int[] slots = new int[count];
        Arrays.fill(slots, FREE);
        return slots;
    }

    int size() {
        return size;
    }

    long bytes() {
        return arena.length() + (long) Integer.BYTES * slots.length;
    }

    void add(KeyBytes key, long sequence) {
        int slot = slotOf(key);
        if (slots[slot] == FREE) {
            slots[slot] = arena.length();
            arena.putLong(sequence);
            arena.putInt(key.length());
            arena.putBytes(key.array(), 0, key.length());
            size++;
            if (size * 2 > slots.length) {
                grow();
            }
        } else if (sequence > Bytes.longAt(arena.array(), slots[slot])) {
            Bytes.putLong(arena.array(), slots[slot], sequence);
        }
    }

    /** The newest sequence number that deletes the key, or {@link #NONE}. */
    long newest(KeyBytes key) {
        int at = slots[slotOf(key)];
        return at == FREE ? NONE : Bytes.longAt(arena.array(), at);
    }

    private int slotOf(KeyBytes key) {
        byte[] known = arena.array();
        int mask = slots.length - 1;
        int slot = key.hash() & mask;
        while (slots[slot] != FREE) {
            int at = slots[slot];
            int from = at + HEAD_BYTES;
            int length = Bytes.intAt(known, at + Long.BYTES);
            if (length == key.length() && Arrays.equals(known, from, from + length, key.array(), 0, length)) {
                break;
            }
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        int[] wider = free(slots.length * 2);
        byte[] known = arena.array();
        int mask = wider.length - 1;
        for (int at : slots) {
            if (at != FREE) {
                int length = Bytes.intAt(known, at + Long.BYTES);
                int slot = KeyBytes.hash(known, at + HEAD_BYTES, length) & mask;
                while (wider[slot] != FREE) {
                    slot = (slot + 1) & mask;
                }
                wider[slot] = at;
            }
        }
        slots = wider;
    }
}
