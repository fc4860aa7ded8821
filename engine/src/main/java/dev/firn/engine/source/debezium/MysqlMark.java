package dev.firn.engine.source.debezium;

import dev.firn.engine.event.SourceMark;
import dev.firn.engine.source.mysql.MysqlPosition;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * A place in MySQL's log where no transaction is open.
 *
 * @param file the binlog file
 * @param offset the byte behind the last event
 * @param gtidSet the transactions up to here; empty where the server has no GTIDs
 * @param timestampMillis when the source committed the last transaction before it, or when an idle source was last heard
 */
record MysqlMark(String file, long offset, String gtidSet, long timestampMillis) implements SourceMark {

    private static final String FILE = "file";
    private static final String OFFSET = "pos";
    private static final String GTID_SET = "gtids";

    /** The place that a connector's offset names. */
    static MysqlMark of(Map<String, ?> offset, long timestampMillis) {
        Object gtidSet = offset.get(GTID_SET);
        return new MysqlMark(
                String.valueOf(offset.get(FILE)),
                OffsetText.number(offset, OFFSET),
                gtidSet == null ? "" : gtidSet.toString(),
                timestampMillis);
    }

    /** The connector's offset of this place. */
    Map<String, Object> asOffset() {
        Map<String, Object> connectorOffset = new HashMap<>();
        connectorOffset.put(FILE, file);
        connectorOffset.put(OFFSET, offset);
        if (!gtidSet.isEmpty()) {
            connectorOffset.put(GTID_SET, gtidSet);
        }
        return connectorOffset;
    }

    MysqlMark withGtidSet(String other) {
        return new MysqlMark(file, offset, other, timestampMillis);
    }

    boolean isAt(MysqlPosition other) {
        return file.equals(other.file()) && offset == other.offset();
    }

    @Override
    public MysqlPosition position() {
        return new MysqlPosition(file, offset, gtidSet);
    }

    /** Where it is in the files of its server, which order all places of one stream. */
    MysqlPosition coordinates() {
        return new MysqlPosition(file, offset, "");
    }

    @Override
    public Instant sourceTimestamp() {
        return Instant.ofEpochMilli(timestampMillis);
    }
}
