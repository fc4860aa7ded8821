package dev.firn.sink.commit;

import dev.firn.schema.layout.ChangelogColumn;
import dev.firn.sink.catalog.OnForeignChange;
import dev.firn.sink.table.FirnProperties;
import dev.firn.sink.table.KnownColumns;
import dev.firn.sink.table.Pipeline;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a table is what Firn made of it: compares its columns with those that Firn recorded, and its snapshots with those that are
 * Firn's. All of it is in the table's metadata, so that looking costs nothing where that has been read.
 *
 * <p>The table's property and the newest own snapshot name the same checkpoint, unless snapshots were expired (the property stands) or the
 * table was rolled back (the property is ahead). A table's first commit begins by replacing its content, if only by nothing: a table
 * without any checkpoint is one that somebody dropped and that was made anew, empty.
 */
final class ForeignChanges {

    private final Pipeline pipeline;
    private final OnForeignChange policy;

    ForeignChanges(Pipeline pipeline, OnForeignChange policy) {
        this.pipeline = pipeline;
        this.policy = policy;
    }

    /**
     * What others did to a table that changes are to be applied to, for people; empty if there is nothing that matters.
     *
     * @param ancestry its snapshots, newest first
     */
    Optional<String> ofTable(TableMetadata table, Iterable<Snapshot> ancestry) {
        long recorded = recorded(table);
        long newest = newestOf(ancestry);
        if (newest > 0 && newest < recorded) {
            return Optional.of("the table was rolled back to checkpoint " + newest + " from " + recorded
                    + ", so the changes between are missing");
        }
        if (recorded == 0 && newest == 0) {
            return Optional.of("the table has no complete copy to apply changes to: it was dropped and made anew since"
                    + " its load");
        }
        if (recorded > 0 && !ancestry.iterator().hasNext()) {
            return Optional.of("somebody else took away all rows of the table and its snapshots");
        }
        Optional<String> columns = ofColumns(table);
        return columns.isPresent() ? columns : ofRows(table, ancestry);
    }

    /** The same for a table whose content does not matter, since it is about to be replaced. */
    Optional<String> ofColumns(TableMetadata table) {
        return KnownColumns.changedByOthers(table)
                .map(changes -> "somebody else changed the table's columns: " + changes);
    }

    private Optional<String> ofRows(TableMetadata table, Iterable<Snapshot> ancestry) {
        // What a changelog tells is over, and stays true without those of its rows that somebody threw away.
        return policy == OnForeignChange.ACCEPT_ROWS || isChangelog(table.schema())
                ? Optional.empty()
                : ForeignSnapshots.changedRows(ancestry, pipeline.id())
                        .map(who -> "somebody else changed the table's rows: " + who);
    }

    private static boolean isChangelog(Schema schema) {
        return schema.identifierFieldIds().isEmpty()
                && Arrays.stream(ChangelogColumn.values())
                        .allMatch(own -> schema.findField(own.column().name()) != null);
    }

    /** The newest checkpoint that the table's property and its snapshots name. */
    long newestCheckpoint(TableMetadata table, Iterable<Snapshot> ancestry) {
        return Math.max(recorded(table), newestOf(ancestry));
    }

    private static long recorded(TableMetadata table) {
        return number(table.properties().get(FirnProperties.CHECKPOINT));
    }

    /** The checkpoint of the newest snapshot of this pipeline's life, or 0; newest come first, so few are looked at. */
    private long newestOf(Iterable<Snapshot> ancestry) {
        for (Snapshot snapshot : ancestry) {
            Map<String, String> summary = snapshot.summary();
            if (pipeline.id().equals(summary.get(FirnProperties.PIPELINE_ID))) {
                return number(summary.get(FirnProperties.CHECKPOINT));
            }
        }
        return 0;
    }

    private static long number(@Nullable String text) {
        return text == null ? 0 : Long.parseLong(text);
    }
}
