package dev.firn.sink.commit;

import dev.firn.sink.table.FirnProperties;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;

/**
 * What others have committed to a table since Firn's newest snapshot. A snapshot that replaces files by others with the same rows, as
 * compaction does, is no matter, nor is one that changes no file.
 */
final class ForeignSnapshots {

    /** Where engines say who they are. */
    private static final List<String> NAMES = List.of("engine-name", "engine-version", "app-id", "trino_query_id");

    private static final Set<String> FILES = Set.of(
            SnapshotSummary.ADDED_FILES_PROP,
            SnapshotSummary.DELETED_FILES_PROP,
            SnapshotSummary.ADDED_DELETE_FILES_PROP,
            SnapshotSummary.REMOVED_DELETE_FILES_PROP);

    private static final int TOLD = 3;

    private ForeignSnapshots() {}

    /**
     * Who changed rows and when, for people; empty if nobody did. Newest come first, so few are looked at. Where snapshots were expired, or the
     * catalog does not show them, those are judged that can be seen.
     *
     * @param pipelineId this life of the pipeline, whose snapshots carry it
     */
    static Optional<String> changedRows(Iterable<Snapshot> ancestry, String pipelineId) {
        List<String> found = new ArrayList<>();
        for (Snapshot snapshot : ancestry) {
            if (pipelineId.equals(snapshot.summary().get(FirnProperties.PIPELINE_ID))) {
                break;
            }
            if (changesRows(snapshot)) {
                found.add(describe(snapshot));
            }
        }
        if (found.isEmpty()) {
            return Optional.empty();
        }
        String more = found.size() > TOLD ? ", and " + (found.size() - TOLD) + " more" : "";
        return Optional.of(found.stream().limit(TOLD).collect(Collectors.joining(", ")) + more);
    }

    private static boolean changesRows(Snapshot snapshot) {
        Map<String, String> summary = snapshot.summary();
        if (DataOperations.REPLACE.equals(snapshot.operation())) {
            return false;
        }
        boolean saysFiles = summary.containsKey(SnapshotSummary.TOTAL_DATA_FILES_PROP);
        return !saysFiles || FILES.stream().anyMatch(file -> !"0".equals(summary.getOrDefault(file, "0")));
    }

    private static String describe(Snapshot snapshot) {
        Map<String, String> summary = snapshot.summary();
        String who =
                NAMES.stream().map(summary::get).flatMap(Stream::ofNullable).collect(Collectors.joining(" "));
        String rows = Stream.of(
                        rows(summary, SnapshotSummary.ADDED_RECORDS_PROP, "added"),
                        rows(summary, SnapshotSummary.DELETED_RECORDS_PROP, "deleted"),
                        rows(summary, SnapshotSummary.ADDED_POS_DELETES_PROP, "deleted by position"),
                        rows(summary, SnapshotSummary.ADDED_EQ_DELETES_PROP, "deleted by key"))
                .flatMap(Optional::stream)
                .collect(Collectors.joining(", "));
        return "snapshot " + snapshot.snapshotId() + " (" + snapshot.operation() + ") of "
                + Instant.ofEpochMilli(snapshot.timestampMillis())
                + (who.isEmpty() ? " by somebody who gave no name" : " by " + who)
                + (rows.isEmpty() ? "" : ": " + rows);
    }

    private static Optional<String> rows(Map<String, String> summary, String property, String done) {
        return Optional.ofNullable(summary.get(property)).map(count -> count + " rows " + done);
    }
}
