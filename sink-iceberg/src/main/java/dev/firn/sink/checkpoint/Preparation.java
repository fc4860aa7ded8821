package dev.firn.sink.checkpoint;

import dev.firn.engine.lake.PreparedCheckpoint;
import dev.firn.sink.catalog.WriteSettings;
import dev.firn.sink.table.FirnProperties;
import dev.firn.sink.write.RowAppend;
import dev.firn.sink.write.StageLabel;
import dev.firn.sink.write.WriteTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdateProperties;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to record a checkpoint: the state and the history rows as files, then one catalog commit that makes both the newest. A checkpoint
 * without history makes a snapshot all the same.
 */
final class Preparation {

    private final Table table;
    private final Transaction transaction;
    private final WriteSettings settings;
    private final @Nullable Entry known;
    private final PreparedCheckpoint checkpoint;
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
            PreparedCheckpoint checkpoint) {
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
    }

    /** Throws what Iceberg throws. */
    Entry commit() {
        WriteTarget target = WriteTarget.of(table);
        String state = StateFile.write(table.io(), target.metadataFolder(), checkpoint.id(), checkpoint.state());
        written.add(state);
        Entry entry = Entry.after(known, checkpoint.id(), checkpoint.owner(), state);
        List<DataFile> history = RowAppend.write(
                target,
                settings,
                StageLabel.of(table.properties().getOrDefault(FirnProperties.PIPELINE, ""), checkpoint.id()),
                HistoryRows.SCHEMA,
                HistoryRows.of(checkpoint.id(), checkpoint.history()));
        history.forEach(file -> written.add(file.location()));
        commit(entry.properties(), history);
        return entry;
    }

    private void commit(Map<String, String> properties, List<DataFile> history) {
        AppendFiles append = transaction.newAppend();
        append.validateWith(new OwnershipGuard(known, () -> transaction.table().properties()));
        history.forEach(append::appendFile);
        properties.forEach(append::set);
        append.commit();
        UpdateProperties update = transaction.updateProperties();
        properties.forEach(update::set);
        update.commit();
        transaction.commitTransaction();
    }

    /** Deletes the files of an attempt that is known to have failed. */
    void discard() {
        CatalogUtil.deleteFiles(table.io(), written, "unprepared", false);
    }
}
