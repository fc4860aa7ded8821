package dev.firn.engine.source.debezium;

import com.github.shyiko.mysql.binlog.event.DeleteRowsEventData;
import com.github.shyiko.mysql.binlog.event.EventType;
import com.github.shyiko.mysql.binlog.event.TableMapEventData;
import com.github.shyiko.mysql.binlog.event.UpdateRowsEventData;
import com.github.shyiko.mysql.binlog.event.WriteRowsEventData;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDeserializer;
import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;
import dev.firn.engine.source.mysql.MysqlCharsets;
import dev.firn.schema.source.TableId;
import io.debezium.config.CommonConnectorConfig.EventProcessingFailureHandlingMode;
import io.debezium.connector.binlog.event.RowDeserializers.DeleteRowsDeserializer;
import io.debezium.connector.binlog.event.RowDeserializers.UpdateRowsDeserializer;
import io.debezium.connector.binlog.event.RowDeserializers.WriteRowsDeserializer;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The log's rows, each with a value for every column; an event whose rows have not stops its table and no other.
 *
 * <p>A session may write its rows otherwise than the server is set to: with the changed columns only ({@code binlog_row_image}), or with the changed
 * parts of JSON values only ({@code binlog_row_value_options}). The connector ends the stream at the first, and takes no notice of the
 * second. For one thread; hot.
 */
final class BinlogRows {

    /** The connector's own readers end the stream at a date that is none; these never see one. */
    private static final EventProcessingFailureHandlingMode FAIL = EventProcessingFailureHandlingMode.FAIL;

    private static final String PARTS_MISSING = "a session has written rows to the log without all columns"
            + " (SET SESSION binlog_row_image); set it to FULL there, then resync the table";
    private static final String JSON_PARTS =
            "a session has written changed parts of JSON values to the log instead of the values"
                    + " (SET SESSION binlog_row_value_options); set it to '' there, then resync the table";

    /** No table's number. */
    private static final long NONE = -1;

    private final BinlogRefusals refusals;
    private final MysqlCharsets charsets;
    private final Map<Long, TableMapEventData> tables = new HashMap<>();
    private final Map<Long, Labelled> labelled = new HashMap<>();

    /** The table whose present event cannot be read. */
    private @Nullable TableId broken;

    // Of the table that the last row was of: an event has rows of one table.
    private long lastNumber = NONE;
    private @Nullable BinlogLabels lastLabels;

    BinlogRows(BinlogRefusals refusals, MysqlCharsets charsets) {
        this.refusals = refusals;
        this.charsets = charsets;
    }

    /** A table's labels, and what they were made of, since the log repeats that with every statement. */
    private record Labelled(
            BinlogLabels.Metadata metadata, @Nullable BinlogLabels labels) {}

    /** Makes a reader of events read its rows here. */
    void register(EventDeserializer events) {
        events.setEventDataDeserializer(EventType.TABLE_MAP, BinlogLabels.Table::read);
        events.setEventDataDeserializer(EventType.WRITE_ROWS, new Written());
        events.setEventDataDeserializer(EventType.UPDATE_ROWS, new Updated());
        events.setEventDataDeserializer(EventType.DELETE_ROWS, new Deleted());
        events.setEventDataDeserializer(EventType.EXT_WRITE_ROWS, new Written().setMayContainExtraInformation(true));
        events.setEventDataDeserializer(EventType.EXT_UPDATE_ROWS, new Updated().setMayContainExtraInformation(true));
        events.setEventDataDeserializer(EventType.EXT_DELETE_ROWS, new Deleted().setMayContainExtraInformation(true));
        events.setEventDataDeserializer(EventType.PARTIAL_UPDATE_ROWS_EVENT, new UpdatedByParts());
    }

    /** Notes which table a number stands for from here on. */
    void define(BinlogLabels.Table table) throws IOException {
        lastNumber = NONE;
        tables.put(table.getTableId(), table);
        Labelled before = labelled.get(table.getTableId());
        if (before == null || !before.metadata.isSameAs(table.metadata())) {
            labelled.put(table.getTableId(), new Labelled(table.metadata(), BinlogLabels.of(table, charsets)));
        }
    }

    /** Forgets all numbers: another file of the log begins. */
    void clear() {
        lastNumber = NONE;
        tables.clear();
        labelled.clear();
    }

    private @Nullable BinlogLabels labels(long number) {
        if (number != lastNumber) {
            Labelled known = labelled.get(number);
            lastLabels = known == null ? null : known.labels;
            lastNumber = number;
        }
        return lastLabels;
    }

    private @Nullable TableId refuse(long number, String reason) {
        TableMapEventData table = tables.get(number);
        if (table == null) {
            return null;
        }
        TableId id = new TableId(table.getDatabase(), table.getTable());
        refusals.add(id, reason);
        return id;
    }

    /** Reads a row. */
    @FunctionalInterface
    private interface Row {
        Serializable[] read() throws IOException;
    }

    /** Reads a row, or nothing of the rest of its event. */
    private Serializable[] row(long table, ByteArrayInputStream in, Row row) throws IOException {
        if (broken != null) {
            return new Serializable[0];
        }
        try {
            Serializable[] values = row.read();
            BinlogLabels labels = labels(table);
            if (labels != null) {
                labels.apply(values);
            }
            return values;
        } catch (RuntimeException e) {
            broken = refuse(
                    table, "a row cannot be read from the log (" + e + "); resync the table, and report the defect");
            if (broken == null) {
                throw e;
            }
            skipRest(in);
            return new Serializable[0];
        }
    }

    /** Skips what is left of an event; the reader of events ends its block by itself. */
    private static void skipRest(ByteArrayInputStream in) throws IOException {
        while (in.available() > 0) {
            in.read(in.available());
        }
    }

    /** Whether an event's rows are complete; if not, its table is refused. */
    private boolean isComplete(long number, BitSet... images) {
        boolean readable = broken == null;
        broken = null;
        TableMapEventData table = tables.get(number);
        int columns = table == null ? 0 : table.getColumnTypes().length;
        for (BitSet image : images) {
            if (readable && image.cardinality() < columns) {
                refuse(number, PARTS_MISSING);
                return false;
            }
        }
        return readable;
    }

    private final class Written extends WriteRowsDeserializer {

        Written() {
            super(tables, FAIL);
        }

        @Override
        public WriteRowsEventData deserialize(ByteArrayInputStream in) throws IOException {
            WriteRowsEventData data = super.deserialize(in);
            if (!isComplete(data.getTableId(), data.getIncludedColumns())) {
                data.setRows(List.of());
            }
            return data;
        }

        @Override
        protected Serializable[] deserializeRow(long table, BitSet columns, ByteArrayInputStream in)
                throws IOException {
            return row(table, in, () -> super.deserializeRow(table, columns, in));
        }

        @Override
        protected @Nullable Serializable deserializeDate(ByteArrayInputStream in) throws IOException {
            return BinlogDates.date(in);
        }

        @Override
        protected @Nullable Serializable deserializeDatetimeV2(int digits, ByteArrayInputStream in) throws IOException {
            return BinlogDates.datetime(digits, in);
        }
    }

    private class Updated extends UpdateRowsDeserializer {

        Updated() {
            super(tables, FAIL);
        }

        @Override
        public UpdateRowsEventData deserialize(ByteArrayInputStream in) throws IOException {
            UpdateRowsEventData data = super.deserialize(in);
            if (!isComplete(data.getTableId(), data.getIncludedColumnsBeforeUpdate(), data.getIncludedColumns())) {
                data.setRows(List.of());
            }
            return data;
        }

        @Override
        protected Serializable[] deserializeRow(long table, BitSet columns, ByteArrayInputStream in)
                throws IOException {
            return row(table, in, () -> super.deserializeRow(table, columns, in));
        }

        @Override
        protected @Nullable Serializable deserializeDate(ByteArrayInputStream in) throws IOException {
            return BinlogDates.date(in);
        }

        @Override
        protected @Nullable Serializable deserializeDatetimeV2(int digits, ByteArrayInputStream in) throws IOException {
            return BinlogDates.datetime(digits, in);
        }
    }

    /**
     * Updates by a session that writes changed parts of JSON values. Each row says whether it has any, and of what columns; if nothing of a value has
     * changed, the row is as any other, and {@link BinlogEvents} gives the event out as such.
     */
    private final class UpdatedByParts extends Updated {

        private static final int POST_HEADER_FLAGS = 2;
        private static final int EXTRA_LENGTH = 2;
        private static final int HAS_PARTS = 1;
        private static final int JSON = 0xF5;

        @Override
        public UpdateRowsEventData deserialize(ByteArrayInputStream in) throws IOException {
            UpdateRowsEventData data = new UpdateRowsEventData();
            data.setTableId(in.readLong(6));
            in.skip(POST_HEADER_FLAGS);
            in.skip(in.readInteger(EXTRA_LENGTH) - EXTRA_LENGTH);
            int columns = in.readPackedInteger();
            data.setIncludedColumnsBeforeUpdate(in.readBitSet(columns, true));
            data.setIncludedColumns(in.readBitSet(columns, true));
            List<Map.Entry<Serializable[], Serializable[]>> rows = new ArrayList<>();
            while (in.available() > 0) {
                Serializable[] before = deserializeRow(data.getTableId(), data.getIncludedColumnsBeforeUpdate(), in);
                BitSet parts = broken == null ? parts(data, in) : new BitSet();
                Serializable[] after = deserializeRow(data.getTableId(), data.getIncludedColumns(), in);
                complete(data, before, after, parts);
                rows.add(Map.entry(before, after));
            }
            data.setRows(rows);
            if (!isComplete(data.getTableId(), data.getIncludedColumnsBeforeUpdate(), data.getIncludedColumns())) {
                data.setRows(List.of());
            }
            return data;
        }

        /** Reads what stands between a row's two images: options, and with the only one there is, a bit for each JSON column. */
        private BitSet parts(UpdateRowsEventData data, ByteArrayInputStream in) throws IOException {
            if ((in.readPackedInteger() & HAS_PARTS) == 0) {
                return new BitSet();
            }
            TableMapEventData table = tables.get(data.getTableId());
            byte[] types = table == null ? new byte[0] : table.getColumnTypes();
            int[] values = IntStream.range(0, types.length)
                    .filter(i -> (types[i] & 0xFF) == JSON)
                    .toArray();
            BitSet bits = in.readBitSet(values.length, true);
            BitSet columns = new BitSet();
            bits.stream().forEach(i -> columns.set(values[i]));
            return columns;
        }

        /** Where nothing is the changed part, the value is the one before. */
        private void complete(UpdateRowsEventData data, Serializable[] before, Serializable[] after, BitSet parts) {
            for (int i = parts.nextSetBit(0); i >= 0 && broken == null; i = parts.nextSetBit(i + 1)) {
                if (i < after.length && after[i] instanceof byte[] part) {
                    if (part.length > 0) {
                        broken = refuse(data.getTableId(), JSON_PARTS);
                    } else if (i < before.length) {
                        after[i] = before[i];
                    }
                }
            }
        }
    }

    private final class Deleted extends DeleteRowsDeserializer {

        Deleted() {
            super(tables, FAIL);
        }

        @Override
        public DeleteRowsEventData deserialize(ByteArrayInputStream in) throws IOException {
            DeleteRowsEventData data = super.deserialize(in);
            if (!isComplete(data.getTableId(), data.getIncludedColumns())) {
                data.setRows(List.of());
            }
            return data;
        }

        @Override
        protected Serializable[] deserializeRow(long table, BitSet columns, ByteArrayInputStream in)
                throws IOException {
            return row(table, in, () -> super.deserializeRow(table, columns, in));
        }

        @Override
        protected @Nullable Serializable deserializeDate(ByteArrayInputStream in) throws IOException {
            return BinlogDates.date(in);
        }

        @Override
        protected @Nullable Serializable deserializeDatetimeV2(int digits, ByteArrayInputStream in) throws IOException {
            return BinlogDates.datetime(digits, in);
        }
    }
}
