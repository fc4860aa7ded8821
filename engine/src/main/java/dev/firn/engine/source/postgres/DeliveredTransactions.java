package dev.firn.engine.source.postgres;

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

    /** Those that a snapshot does not see, although their commits are in the log. */
    synchronized Set<Long> unseenBy(TransactionSnapshot snapshot) {
        Set<Long> unseen = new HashSet<>();
        for (int i = 0; i < count; i++) {
            long xid = xids[i] & XID;
            if (!snapshot.sees(xid)) {
                unseen.add(xid);
            }
        }
        return unseen;
    }
}
