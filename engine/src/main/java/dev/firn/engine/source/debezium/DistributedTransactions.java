package dev.firn.engine.source.debezium;

import com.github.shyiko.mysql.binlog.event.Event;
import com.github.shyiko.mysql.binlog.event.EventHeaderV4;
import com.github.shyiko.mysql.binlog.event.EventType;
import com.github.shyiko.mysql.binlog.event.QueryEventData;
import com.github.shyiko.mysql.binlog.event.XAPrepareEventData;
import com.github.shyiko.mysql.binlog.event.XidEventData;
import dev.firn.schema.source.TableId;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * XA transactions in the log, told to the connector as transactions, which it otherwise takes for none: it hands their rows on as if they
 * stood alone. The log says at a transaction's end whether it is committed in one phase, and so is one like any other, or only prepared: then it may
 * yet be rolled back, and its tables are refused. For the log's reader, of one thread.
 */
final class DistributedTransactions {

    private static final String START = "XA START ";
    private static final String COMMIT = "XA COMMIT ";
    private static final String ROLLBACK = "XA ROLLBACK ";

    static final String REASON =
            "it was changed by an XA transaction that was prepared before it was committed, and Firn does not follow"
                    + " such ones to their outcome; resync the table when that transaction has ended";

    private final BinlogRefusals refusals;

    /** The tables of those that were prepared while this stream was read, by their names. */
    private final Map<String, Set<TableId>> prepared = new HashMap<>();

    private final Set<TableId> tables = new LinkedHashSet<>();
    private String name = "";
    private boolean isOpen;

    DistributedTransactions(BinlogRefusals refusals) {
        this.refusals = refusals;
    }

    /** A statement of the log. */
    void take(QueryEventData query) {
        String sql = query.getSql();
        if (!sql.startsWith("XA ")) {
            return;
        }
        if (sql.startsWith(START)) {
            name = sql.substring(START.length());
            tables.clear();
            isOpen = true;
            query.setSql("BEGIN");
        } else if (sql.startsWith(COMMIT)) {
            // A load may have begun since it was prepared, and has not seen its rows.
            prepared.getOrDefault(sql.substring(COMMIT.length()), Set.of())
                    .forEach(table -> refusals.add(table, REASON));
            prepared.remove(sql.substring(COMMIT.length()));
        } else if (sql.startsWith(ROLLBACK)) {
            prepared.remove(sql.substring(ROLLBACK.length()));
        }
    }

    /** Rows of a table follow. */
    void take(BinlogLabels.Table table) {
        if (isOpen) {
            tables.add(new TableId(table.getDatabase(), table.getTable()));
        }
    }

    /**
     * Its end, in one phase or with more to come: gives the end of a transaction as the connector knows it.
     *
     * @param file the log's file that it stands in
     */
    Event end(Event event, String file) {
        EventHeaderV4 header = event.getHeader();
        if (isOpen && !event.<XAPrepareEventData>getData().isOnePhase()) {
            refusals.addAt(file, header.getNextPosition(), Set.copyOf(tables), REASON);
            prepared.put(name, Set.copyOf(tables));
        }
        isOpen = false;
        header.setEventType(EventType.XID);
        return new Event(header, new XidEventData());
    }
}
