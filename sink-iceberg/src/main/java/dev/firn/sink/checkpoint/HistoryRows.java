package dev.firn.sink.checkpoint;

import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.lake.HistoryRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/** The rows of the checkpoint table: what each checkpoint did to each table, for any engine to query. */
final class HistoryRows {

    /** In the order of {@link #of}'s values. Columns are only ever added, at the end. */
    static final Schema SCHEMA = new Schema(
            Types.NestedField.required(1, "checkpoint", Types.LongType.get()),
            Types.NestedField.required(2, "source_schema", Types.StringType.get()),
            Types.NestedField.required(3, "source_table", Types.StringType.get()),
            Types.NestedField.required(4, "position", Types.StringType.get()),
            Types.NestedField.required(5, "source_timestamp", Types.TimestampType.withZone()),
            Types.NestedField.required(6, "prepared_at", Types.TimestampType.withZone()),
            Types.NestedField.required(7, "inserts", Types.LongType.get()),
            Types.NestedField.required(8, "updates", Types.LongType.get()),
            Types.NestedField.required(9, "deletes", Types.LongType.get()),
            Types.NestedField.required(10, "loaded_rows", Types.LongType.get()),
            Types.NestedField.required(11, "files", Types.LongType.get()),
            Types.NestedField.required(12, "bytes", Types.LongType.get()),
            Types.NestedField.optional(13, "schema_change", Types.StringType.get()));

    private HistoryRows() {}

    static List<@Nullable Object[]> of(CheckpointId checkpoint, List<HistoryRow> history) {
        List<@Nullable Object[]> rows = new ArrayList<>(history.size());
        for (HistoryRow row : history) {
            rows.add(new @Nullable Object[] {
                checkpoint.number(),
                row.table().schema(),
                row.table().name(),
                row.position(),
                microseconds(row.sourceTimestamp()),
                microseconds(row.preparedAt()),
                row.inserts(),
                row.updates(),
                row.deletes(),
                row.loadedRows(),
                row.files(),
                row.bytes(),
                row.schemaChange().isEmpty() ? null : row.schemaChange()
            });
        }
        return rows;
    }

    private static long microseconds(Instant instant) {
        return TimeUnit.SECONDS.toMicros(instant.getEpochSecond()) + TimeUnit.NANOSECONDS.toMicros(instant.getNano());
    }
}
