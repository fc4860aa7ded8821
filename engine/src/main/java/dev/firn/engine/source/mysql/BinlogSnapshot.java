package dev.firn.engine.source.mysql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firn.engine.event.TransactionId;

/**
 * Which transactions on a table a consistent read has seen: those before the place where the log stood while the table was locked.
 *
 * @param file the binlog file
 * @param offset the byte in it
 * @param gtidSet the transactions as GTIDs; empty where the server has none
 */
record BinlogSnapshot(String file, long offset, String gtidSet) {

    private static final ObjectMapper JSON = new ObjectMapper();
    // A GTID starts with a UUID, which no binlog file's name is.
    private static final String GTID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}:.*";

    static BinlogSnapshot at(MysqlPosition position) {
        return new BinlogSnapshot(position.file(), position.offset(), position.gtidSet());
    }

    static BinlogSnapshot parse(String text) {
        try {
            return JSON.readValue(text, BinlogSnapshot.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("'" + text + "' is no snapshot of a MySQL table", e);
        }
    }

    String text() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot write the snapshot " + this, e);
        }
    }

    /**
     * Whether the read has seen the transaction.
     *
     * @param transaction its GTID, or {@code file:offset} of a place within it
     */
    boolean sees(TransactionId transaction) {
        String id = transaction.text();
        if (id.matches(GTID)) {
            return GtidSet.parse(gtidSet).containsAll(GtidSet.parse(id));
        }
        int colon = id.lastIndexOf(':');
        MysqlPosition within = new MysqlPosition(id.substring(0, colon), Long.parseLong(id.substring(colon + 1)), "");
        // A transaction that begins where the log stood then is the first that was not seen.
        return !within.reached(new MysqlPosition(file, offset, ""));
    }
}
