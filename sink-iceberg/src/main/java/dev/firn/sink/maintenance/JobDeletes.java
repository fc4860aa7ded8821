package dev.firn.sink.maintenance;

import dev.firn.sink.resolve.FoundRows;
import dev.firn.sink.resolve.KeyLookup;
import dev.firn.sink.resolve.KeySource;
import dev.firn.sink.resolve.LivePositions;
import dev.firn.sink.resolve.RowFile;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.Table;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/** Finds which rows of a job's files are deleted: by position, by vector and by key. */
final class JobDeletes {

    private final Table table;
    private final RewriteJob job;
    private final long keyBytes;
    private final Pace pace;
    private final Map<String, DeletedRows> deleted = new HashMap<>();

    /** @param keyBytes how much keys may take in memory; more are done in several passes over the key columns */
    JobDeletes(Table table, RewriteJob job, long keyBytes, Pace pace) {
        this.table = table;
        this.job = job;
        this.keyBytes = keyBytes;
        this.pace = pace;
    }

    /** The deleted rows of each file that has any, by its location. */
    Map<String, DeletedRows> find() {
        LivePositions live = new LivePositions(table.io());
        for (Candidate candidate : job.files()) {
            candidate.deletes().stream()
                    .filter(file -> file.content() == FileContent.POSITION_DELETES)
                    .forEach(file -> pace.take(file.fileSizeInBytes()));
            put(candidate.file(), live.of(candidate.file(), candidate.deletes()));
        }
        for (FoundRows rows : byKey()) {
            put(rows.file(), rows.positions());
        }
        return deleted;
    }

    private void put(DataFile file, PositionDeleteIndex positions) {
        if (!positions.isEmpty()) {
            deleted.put(file.location(), DeletedRows.of(file, positions));
        }
    }

    /** The rows of files that have some with deleted keys, those that are deleted by position among them. */
    private List<FoundRows> byKey() {
        Map<String, KeySource> keys = new LinkedHashMap<>();
        for (Candidate candidate : job.files()) {
            for (DeleteFile file : candidate.deletes()) {
                if (file.content() == FileContent.EQUALITY_DELETES) {
                    keys.put(file.location(), new KeySource(List.of(file), file.dataSequenceNumber()));
                }
            }
        }
        KeyLookup lookup = new KeyLookup(
                table.io(), this::field, table.specs(), new KeyLookup.Limits(Long.MAX_VALUE, keyBytes), null, pace);
        return lookup.find(
                List.copyOf(keys.values()),
                consumer -> job.files()
                        .forEach(candidate -> consumer.accept(new RowFile(
                                candidate.file(), candidate.sequenceNumber(), candidate.deletes(), false))));
    }

    /** A column of the table as it is now, or as it was: rows may be deleted by one that was dropped since. */
    private @Nullable NestedField field(int fieldId) {
        NestedField present = table.schema().findField(fieldId);
        return present != null
                ? present
                : table.schemas().values().stream()
                        .map(schema -> schema.findField(fieldId))
                        .filter(field -> field != null)
                        .reduce((former, later) -> later)
                        .orElse(null);
    }
}
