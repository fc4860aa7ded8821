package dev.firn.engine.source.mysql;

import dev.firn.engine.event.SourcePosition;

/**
 * A place in MySQL's binary log, between two transactions.
 *
 * @param file the binlog file, such as {@code binlog.000007}
 * @param offset the byte in the file at which the next event starts
 * @param gtidSet all transactions up to here as {@code gtid_executed} names them; empty where the server has no GTIDs
 */
public record MysqlPosition(String file, long offset, String gtidSet) implements SourcePosition {

    /**
     * By GTIDs where both positions have them, since those hold on every server of a replication group; else by file and
     * offset, which mean something on one server alone.
     */
    @Override
    public boolean reached(SourcePosition target) {
        MysqlPosition other = (MysqlPosition) target;
        if (!gtidSet.isEmpty() && !other.gtidSet.isEmpty()) {
            return GtidSet.parse(gtidSet).containsAll(GtidSet.parse(other.gtidSet));
        }
        int byFile = Long.compare(number(file), number(other.file));
        return byFile > 0 || (byFile == 0 && offset >= other.offset);
    }

    /** The running number of a binlog file; its digits grow beyond six, so that names do not order as text. */
    private static long number(String file) {
        try {
            return Long.parseLong(file.substring(file.lastIndexOf('.') + 1));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + file + "' is no binlog file: it does not end in a number", e);
        }
    }

    /** {@code binlog.000007:1234}, followed by the GTID set in parentheses where there is one. */
    @Override
    public String toString() {
        String coordinates = file + ":" + offset;
        return gtidSet.isEmpty() ? coordinates : coordinates + " (" + gtidSet + ")";
    }
}
