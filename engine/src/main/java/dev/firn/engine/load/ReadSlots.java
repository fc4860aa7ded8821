package dev.firn.engine.load;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Bounds how many reads of tables are open at a time, over all loads of a run, and so the source's connections (I9) and the files that are
 * being written (I5), however many tables are loaded. Whoever asks gets a slot behind those who asked before; a load asks for one at a time, so
 * that a big table and a small one take turns. Under the run's lock.
 */
public final class ReadSlots {

    private final int limit;
    private final Deque<Reader> waiting = new ArrayDeque<>();
    private int taken;

    /** Who reads when it has a slot. */
    @FunctionalInterface
    interface Reader {

        /** A slot is the reader's until it gives it back. */
        void granted();
    }

    /** @param limit how many reads may be open at a time */
    public ReadSlots(int limit) {
        this.limit = limit;
    }

    /** How many reads may be open at a time. */
    int limit() {
        return limit;
    }

    /** Asks for one slot, which may be granted before this returns. */
    void ask(Reader reader) {
        waiting.add(reader);
        grant();
    }

    /** Forgets what the reader asked for and did not get. */
    void withdraw(Reader reader) {
        waiting.removeIf(candidate -> candidate == reader);
    }

    /** Gives slots back. */
    void giveBack(int slots) {
        if (slots > taken) {
            throw new IllegalStateException(slots + " slots are given back, but only " + taken + " are taken");
        }
        taken -= slots;
        grant();
    }

    private void grant() {
        while (taken < limit && !waiting.isEmpty()) {
            taken++;
            waiting.remove().granted();
        }
    }
}
