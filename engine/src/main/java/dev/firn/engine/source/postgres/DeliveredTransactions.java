package dev.firn.engine.source.postgres;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** The transactions that the stream delivered last, by their 32-bit ids. Written by the stream, read by loads. */
public final class DeliveredTransactions {

    // Many more than can have been written to the log and not yet be visible, were it not for synchronous standbys.
    private static final int REMEMBERED = 1 << 16;
    private static final long XID = 0xFFFF_FFFFL;

    private final int[] xids = new int[REMEMBERED];
    private int next;
    private int count;

    /** Notes that the stream is about to hand on a boundary behind this transaction. Cheap: once for each transaction. */
    public synchronized void add(long xid) {
        xids[next] = (int) xid;
        next = (next + 1) % REMEMBERED;
        count = Math.min(count + 1, REMEMBERED);
    }

    /** Those of some 64-bit ids whose transactions were delivered. */
    synchronized Set<Long> among(Collection<Long> candidates) {
        Set<Long> found = new HashSet<>();
        if (candidates.isEmpty()) {
            return found;
        }
        Set<Integer> known = new HashSet<>();
        for (int i = 0; i < count; i++) {
            known.add(xids[i]);
        }
        for (long candidate : candidates) {
            if (known.contains((int) (candidate & XID))) {
                found.add(candidate);
            }
        }
        return found;
    }
}
