package dev.firn.sink.commit;

import dev.firn.schema.change.SchemaChange;
import dev.firn.schema.change.SchemaEvolution;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.source.TableId;
import dev.firn.sink.catalog.Partitioning;
import dev.firn.sink.table.TablePartitioning;
import dev.firn.sink.table.TableReshaping;
import dev.firn.sink.write.WriteTarget;
import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.exceptions.CommitFailedException;

/**
 * A replicated table as this process has it open. What changes the table is done by one thread at a time, under this
 * object's lock; writers work on {@link #target} meanwhile, for the next batch is staged while the last one commits.
 */
final class OpenTable {

    private static final int ATTEMPTS = 10;

    private final TableId source;
    private final Table table;
    private volatile WriteTarget target;

    OpenTable(TableId source, Table table) {
        this.source = source;
        this.table = table;
        this.target = WriteTarget.of(table);
    }

    TableId source() {
        return source;
    }

    /** The table itself, which is not safe for several threads: hold the lock. */
    Table table() {
        return table;
    }

    WriteTarget target() {
        return target;
    }

    /** Lets writers see what has become of the table, by another engine's hand too. */
    synchronized void retarget() {
        target = WriteTarget.of(table);
    }

    /** Applies what the table does not have yet. */
    synchronized Schema evolve(List<? extends SchemaChange> changes) {
        for (int attempt = 1; ; attempt++) {
            try {
                UpdateSchema update = table.updateSchema();
                if (SchemaEvolution.apply(update, changes)) {
                    update.commit();
                }
                retarget();
                return schema();
            } catch (CommitFailedException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                table.refresh();
            }
        }
    }

    /** Makes the table fit for a layout that it cannot grow to. */
    synchronized Schema reshape(TableLayout layout) {
        TableReshaping.reshape(table, layout);
        retarget();
        return schema();
    }

    /** Partitions the table for a load that replaces its rows. */
    synchronized void partition(Partitioning configured) {
        TablePartitioning.apply(table, configured);
        retarget();
    }

    /** The schema that rows are planned for. */
    synchronized Schema schema() {
        return TableReshaping.awaited(table);
    }
}
