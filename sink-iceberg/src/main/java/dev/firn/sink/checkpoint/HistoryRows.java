package dev.firn.sink.checkpoint;

import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.lake.HistoryRow;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
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

    private static final String STATE = "state";
    private static final String STATE_COMMENT = "What Firn goes on from; only in the branch " + StateBranch.NAME;

    private HistoryRows() {}

    /** A new checkpoint table's. */
    static Schema withState() {
        List<Types.NestedField> columns = new ArrayList<>(SCHEMA.columns());
        columns.add(Types.NestedField.optional(14, STATE, Types.StringType.get(), STATE_COMMENT));
        return new Schema(columns);
    }

    /** Adds the column of the state to a table that was made without it. */
    static void addState(Transaction transaction) {
        if (transaction.table().schema().findField(STATE) == null) {
            transaction
                    .updateSchema()
                    .addColumn(STATE, Types.StringType.get(), STATE_COMMENT)
                    .commit();
        }
    }

    /** The column of the state alone. */
    static Schema stateColumn(Schema table) {
        return table.select(STATE);
    }

    /** The row of no table that has the state. */
    static Record stateRow(Schema table, CheckpointId checkpoint, String state, Instant now) {
        Record row = GenericRecord.create(table);
        for (Types.NestedField column : SCHEMA.columns()) {
            row.setField(column.name(), nothing(column, now));
        }
        row.setField("checkpoint", checkpoint.number());
        row.setField(STATE, state);
        return row;
    }

    private static @Nullable Object nothing(Types.NestedField column, Instant now) {
        if (column.isOptional()) {
            return null;
        }
        return switch (column.type().typeId()) {
            case LONG -> 0L;
            case STRING -> "";
            default -> now.atOffset(ZoneOffset.UTC);
        };
    }

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
