package dev.firn.engine.source.postgres;

import dev.firn.engine.source.jdbc.Connections;
import dev.firn.engine.source.jdbc.Session;
import dev.firn.schema.source.SourceTable;
import dev.firn.schema.source.TableId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the catalog said of the tables that are being read, so that not every chunk asks it again. Safe for use by several
 * threads.
 *
 * <p>What is known may be outdated. For a load that is no harm: pages that came since hold nothing that the stream does not bring; a
 * heap that came or went, or was rewritten, shows in the storage's identity at the load's end, and the load begins again; and a column
 * whose type has changed is selected as the type that it is read as. Whoever begins something new looks again.
 */
final class KnownTables {

    private final Connections connections;
    private final PostgresTasks tasks;
    private final PostgresCatalog catalog;
    private final Map<TableId, Known> known = new ConcurrentHashMap<>();

    /**
     * A table.
     *
     * @param storage where its rows lie
     * @param definition what it looks like
     */
    record Known(TableStorage storage, SourceTable definition) {}

    KnownTables(Connections connections, PostgresTasks tasks, PostgresCatalog catalog) {
        this.connections = connections;
        this.tasks = tasks;
        this.catalog = catalog;
    }

    /** The table as it is now. */
    Known look(TableId table) {
        SourceTable definition = catalog.table(table).orElseThrow(() -> TableStorage.gone(table));
        Known found = new Known(storage(table), definition);
        known.put(table, found);
        return found;
    }

    /** The table as it was when it was last looked at; looks if it never was. */
    Known recall(TableId table) {
        Known remembered = known.get(table);
        return remembered == null ? look(table) : remembered;
    }

    /** What was known turned out to be wrong, perhaps. */
    void forget(TableId table) {
        known.remove(table);
    }

    /** Where the table's rows lie now; nothing is remembered of that. */
    TableStorage storage(TableId table) {
        try (Session session = connections.open(tasks.read(table))) {
            return TableStorage.of(session, table);
        }
    }
}
