package dev.firn.sink.checkpoint;

import dev.firn.engine.lake.PreparedCheckpoint;
import dev.firn.sink.catalog.WriteSettings;
import dev.firn.sink.table.FirnProperties;
import dev.firn.sink.write.RowAppend;
import dev.firn.sink.write.StageLabel;
import dev.firn.sink.write.WriteTarget;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdateProperties;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to record a checkpoint: the state and the history rows as files, then one catalog commit that lists them and makes the checkpoint the newest. A checkpoint
 * without history makes a snapshot all the same.
 */
final class Preparation {

    private final Table table;
    private final Transaction transaction;
    private final WriteSettings settings;
    private final @Nullable Entry known;
    private final PreparedCheckpoint checkpoint;
    private final Instant now;
    private final List<String> written = new ArrayList<>();

    /**
     * @param transaction a fresh one of the table
     * @param known the entry to stand on; null for none
     */
    Preparation(
            Table table,
            Transaction transaction,
            WriteSettings settings,
            @Nullable Entry known,
            PreparedCheckpoint checkpoint,
            Instant now) {
        long expected = known == null ? 1 : known.checkpoint().next().number();
        if (checkpoint.id().number() != expected) {
            throw new IllegalArgumentException("checkpoint " + checkpoint.id() + " cannot follow "
                    + (known == null ? "none" : known.checkpoint()) + "; expected " + expected);
        }
        this.table = table;
        this.transaction = transaction;
        this.settings = settings;
        this.known = known;
        this.checkpoint = checkpoint;
        this.now = now;
    }

    /** Throws what Iceberg throws. */
    Entry commit() {
        WriteTarget target = WriteTarget.of(table);
        HistoryRows.addState(transaction);
        Schema schema = transaction.table().schema();
        DataFile state = StateFile.write(table, schema, checkpoint.id(), checkpoint.state(), now);
        written.add(state.location());
        Entry entry = Entry.after(known, checkpoint.id(), checkpoint.owner(), state.location());
        List<DataFile> history = RowAppend.write(
                target,
                settings,
                StageLabel.of(table.properties().getOrDefault(FirnProperties.PIPELINE, ""), checkpoint.id()),
                HistoryRows.SCHEMA,
                HistoryRows.of(checkpoint.id(), checkpoint.history()));
        history.forEach(file -> written.add(file.location()));
        commit(entry.properties(), state, history);
        return entry;
    }

    private void commit(Map<String, String> properties, DataFile state, List<DataFile> history) {
        if (StateBranch.canBeKept(transaction.table(), known)) {
            // First, so that a catalog that takes the last snapshot for the main branch's head takes the history.
            StateBranch.replace(transaction, state, properties);
        }
        AppendFiles append = transaction.newAppend();
        append.validateWith(new OwnershipGuard(known, () -> transaction.table().properties()));
        history.forEach(append::appendFile);
        properties.forEach(append::set);
        append.commit();
        UpdateProperties update = transaction.updateProperties();
        properties.forEach(update::set);
        update.set(CheckpointTable.GARBAGE_COLLECTION, "false");
        update.commit();
        transaction.commitTransaction();
    }

    /** Deletes the files of an attempt that is known to have failed. */
    void discard() {
        CatalogUtil.deleteFiles(table.io(), written, "unprepared", false);
    }
}
