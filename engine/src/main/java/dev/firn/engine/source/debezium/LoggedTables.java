package dev.firn.engine.source.debezium;

import com.github.shyiko.mysql.binlog.event.DeleteRowsEventData;
import com.github.shyiko.mysql.binlog.event.Event;
import com.github.shyiko.mysql.binlog.event.EventData;
import com.github.shyiko.mysql.binlog.event.EventHeaderV4;
import com.github.shyiko.mysql.binlog.event.EventType;
import com.github.shyiko.mysql.binlog.event.UpdateRowsEventData;
import com.github.shyiko.mysql.binlog.event.WriteRowsEventData;
import dev.firn.engine.source.mysql.NameCase;
import dev.firn.schema.source.TableId;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The tables of the log's rows on their way to the connector, which ends the stream of all tables at rows of one of which it has no definition that
 * fits. It gets none of a table whose definition is awaited. For one thread; hot.
 */
final class LoggedTables {

    /** No user's, and changed on every server. */
    private static final Set<String> OF_SERVER = Set.of("mysql", "sys", "information_schema", "performance_schema");

    private final NameCase names;
    private final Predicate<TableId> selected;
    private final KnownDefinitions known;
    private final AwaitedDefinitions awaited;

    /** The numbers of tables that were looked at since the last statement. */
    private final Set<Long> seen = new HashSet<>();

    /** Those among them whose rows are passed over. */
    private final Set<Long> hidden = new HashSet<>();

    LoggedTables(NameCase names, Predicate<TableId> selected, KnownDefinitions known, AwaitedDefinitions awaited) {
        this.names = names;
        this.selected = selected;
        this.known = known;
        this.awaited = awaited;
    }

    /** Takes notice of the table that a number stands for from here on; gives what the connector is to hear before it. */
    List<String> define(Event event, BinlogLabels.Table table) {
        List<String> before = List.of();
        long number = table.getTableId();
        if (seen.add(number)) {
            TableId id = names.spelled(new TableId(table.getDatabase(), table.getTable()));
            if (isUnfit(id, table.getColumnTypes().length)) {
                before = List.of(awaited.misfit(id, table.getColumnTypes().length));
            }
            if (awaited.include(id)) {
                awaited.miss(id);
                hidden.add(number);
            }
        }
        if (hidden.contains(number)) {
            pass(event.<EventHeaderV4>getHeader());
        }
        return before;
    }

    private boolean isUnfit(TableId table, int columns) {
        if (awaited.include(table) || OF_SERVER.contains(table.schema()) || !selected.test(table)) {
            return false;
        }
        OptionalInt defined = known.columns(table);
        return defined.isEmpty() || defined.getAsInt() != columns;
    }

    /** Lets rows pass, or passes them over. */
    void pass(Event event) {
        if (!hidden.isEmpty() && hidden.contains(number(event.getData()))) {
            pass(event.<EventHeaderV4>getHeader());
        }
    }

    private static void pass(EventHeaderV4 header) {
        header.setEventType(EventType.UNKNOWN);
    }

    private static long number(EventData rows) {
        if (rows instanceof WriteRowsEventData written) {
            return written.getTableId();
        } else if (rows instanceof UpdateRowsEventData updated) {
            return updated.getTableId();
        }
        return ((DeleteRowsEventData) rows).getTableId();
    }

    /** Forgets what was seen: a statement may have changed what the connector knows. */
    void clear() {
        seen.clear();
        hidden.clear();
    }
}
