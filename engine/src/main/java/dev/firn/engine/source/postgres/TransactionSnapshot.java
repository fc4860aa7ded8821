package dev.firn.engine.source.postgres;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which transactions a query sees, as {@code pg_current_snapshot()} tells it: {@code xmin:xmax:xip,xip,…}, in 64-bit
 * transaction ids.
 *
 * @param xmin all before have ended
 * @param xmax this and all after have not begun, or had not when the snapshot was taken
 * @param inProgress those in between that had not ended
 */
record TransactionSnapshot(long xmin, long xmax, Set<Long> inProgress) {

    private static final long EPOCH = 1L << 32;

    TransactionSnapshot {
        inProgress = Set.copyOf(inProgress);
    }

    static TransactionSnapshot parse(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("'" + text + "' is no snapshot of the form xmin:xmax:xip,…");
        }
        Set<Long> running = Arrays.stream(parts[2].split(","))
                .filter(xid -> !xid.isEmpty())
                .map(Long::valueOf)
                .collect(Collectors.toSet());
        return new TransactionSnapshot(Long.parseLong(parts[0]), Long.parseLong(parts[1]), running);
    }

    /**
     * Whether the snapshot sees what a committed transaction did.
     *
     * @param xid the 32-bit id, as the log has it; it stands for the transaction of that id nearest to the snapshot, since no two
     *     that are alive are further apart than 2^31
     */
    boolean sees(long xid) {
        long full = nearest(xid & EPOCH - 1);
        return full < xmin || (full < xmax && !inProgress.contains(full));
    }

    private long nearest(long xid) {
        long candidate = (xmax & -EPOCH) | xid;
        if (candidate - xmax > EPOCH / 2) {
            return candidate - EPOCH;
        }
        return xmax - candidate > EPOCH / 2 ? candidate + EPOCH : candidate;
    }

    /** {@code xmin:xmax:xip,xip,…} */
    String text() {
        return xmin + ":" + xmax + ":"
                + inProgress.stream().sorted().map(String::valueOf).collect(Collectors.joining(","));
    }
}
