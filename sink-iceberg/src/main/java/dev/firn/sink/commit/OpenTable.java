package dev.firn.sink.commit;

import dev.firn.schema.change.SchemaChange;
import dev.firn.schema.change.SchemaEvolution;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.source.TableId;
import dev.firn.sink.catalog.Fault;
import dev.firn.sink.catalog.Partitioning;
import dev.firn.sink.table.KnownColumns;
import dev.firn.sink.table.TablePartitioning;
import dev.firn.sink.table.TableReshaping;
import dev.firn.sink.table.UnboundedColumns;
import dev.firn.sink.write.WriteTarget;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.BaseTransaction;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.util.SnapshotUtil;

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
                evolveOnce(changes);
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

    private void evolveOnce(List<? extends SchemaChange> changes) {
        if (!SchemaEvolution.apply(table.updateSchema(), changes)) {
            return;
        }
        Transaction transaction = table.newTransaction();
        // Else the next commit has to find what somebody else did.
        boolean columnsAreOurs = KnownColumns.changedByOthers(((BaseTransaction) transaction).startMetadata())
                .isEmpty();
        UpdateSchema update = transaction.updateSchema();
        if (SchemaEvolution.apply(update, changes)) {
            update.commit();
            UnboundedColumns.declare(transaction);
            if (columnsAreOurs) {
                recordColumns(transaction);
            }
            transaction.commitTransaction();
        }
    }

    private static void recordColumns(Transaction transaction) {
        KnownColumns.record(transaction.updateProperties(), transaction.table().schema())
                .commit();
    }

    /** Makes the table fit for a layout that it cannot grow to. */
    synchronized Schema reshape(TableLayout layout, Partitioning configured) {
        TableReshaping.reshape(table, layout, configured);
        retarget();
        return schema();
    }

    /** Partitions the table for a load that replaces its rows, and takes over what others made of its columns. */
    synchronized void readyForLoad(Partitioning configured) {
        TablePartitioning.apply(table, configured);
        if (!KnownColumns.areThere(metadata(table))) {
            Transaction transaction = table.newTransaction();
            recordColumns(transaction);
            transaction.commitTransaction();
        }
        retarget();
    }

    /** What others did to the table that matters to its rows, for people. */
    synchronized Optional<String> changedByOthers(ForeignChanges foreign) {
        return foreign.ofTable(metadata(table), ancestry(table));
    }

    /** The table as this process last saw it. */
    synchronized TableMetadata metadata() {
        return metadata(table);
    }

    /** Reads something of the table in one of its states. */
    interface Look<T, E extends Exception> {
        T at(TableMetadata state) throws E;
    }

    /** Looks at the table as this process last saw it; as it is now, if somebody replaced what was looked at and deleted its files since. */
    <T, E extends Exception> T look(Look<T, E> look) throws E {
        TableMetadata seen = metadata();
        try {
            return look.at(seen);
        } catch (RuntimeException e) {
            if (!hasMovedAway(seen, e)) {
                throw e;
            }
            return look.at(metadata());
        }
    }

    /** Whether a failure is that somebody replaced what was looked at and deleted its files meanwhile; then the table's present state has been read. */
    synchronized boolean hasMovedAway(TableMetadata seen, RuntimeException failure) {
        if (Fault.of(failure) != Fault.FILE_MISSING) {
            return false;
        }
        table.refresh();
        return DeleteResolution.snapshotId(metadata(table)) != DeleteResolution.snapshotId(seen);
    }

    static TableMetadata metadata(Table table) {
        return ((HasTableOperations) table).operations().current();
    }

    /** The table's snapshots as far as they can be seen, newest first. */
    static Iterable<Snapshot> ancestry(Table table) {
        Snapshot current = table.currentSnapshot();
        return current == null ? List.of() : SnapshotUtil.ancestorsOf(current.snapshotId(), table::snapshot);
    }

    /** The schema that rows are planned for. */
    synchronized Schema schema() {
        return TableReshaping.awaited(table);
    }
}
