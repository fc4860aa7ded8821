package dev.firn.engine.source.debezium;

import com.github.shyiko.mysql.binlog.event.TableMapEventData;
import com.github.shyiko.mysql.binlog.event.deserialization.TableMapEventDataDeserializer;
import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;
import dev.firn.engine.source.mysql.MysqlCharsets;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The labels of a table's enumerations and sets as the log tells them with the table's rows, which it does under {@code binlog_row_metadata = FULL}.
 *
 * <p>The server's catalog knows them in three bytes of UTF-8 a character: what is beyond it shows as a question mark, also in the definitions
 * that the connector reads.
 */
final class BinlogLabels {

    /** Begins a label that the log has told, and no other. */
    static final String TOLD = "\0";

    /** How the log writes the type of such a column; the type itself stands in the metadata. */
    private static final int TYPE_STRING = 254;

    private static final int TYPE_ENUM = 247;
    private static final int TYPE_SET = 248;

    private static final int FIELD_SETS = 5;
    private static final int FIELD_ENUMS = 6;
    private static final int FIELD_DEFAULT_COLLATION = 10;
    private static final int FIELD_COLLATIONS = 11;

    private static final int NUMBER_AND_FLAGS = 8;

    /** The labels of each column; null for a column that has none. */
    private final @Nullable String[][] labels;

    private BinlogLabels(@Nullable String[][] labels) {
        this.labels = labels;
    }

    /** A table's definition in the log, with what the client's reader spoils: it takes every label for UTF-8. */
    static final class Table extends TableMapEventData {

        private static final long serialVersionUID = 1L;

        private static final TableMapEventDataDeserializer READER = new TableMapEventDataDeserializer();

        private final transient Metadata metadata;

        private Table(TableMapEventData read, Metadata metadata) {
            this.metadata = metadata;
            setTableId(read.getTableId());
            setDatabase(read.getDatabase());
            setTable(read.getTable());
            setColumnTypes(read.getColumnTypes());
            setColumnMetadata(read.getColumnMetadata());
            setColumnNullability(read.getColumnNullability());
            setEventMetadata(read.getEventMetadata());
        }

        static Table read(ByteArrayInputStream in) throws IOException {
            byte[] bytes = in.read(in.available());
            return new Table(
                    READER.deserialize(new ByteArrayInputStream(bytes)),
                    Metadata.read(new ByteArrayInputStream(bytes)));
        }

        Metadata metadata() {
            return metadata;
        }
    }

    /** What follows a table's columns in its definition, by numbers of fields. */
    record Metadata(Map<Integer, byte[]> fields) {

        static Metadata read(ByteArrayInputStream in) throws IOException {
            in.skip(NUMBER_AND_FLAGS);
            in.skip(in.readInteger(1) + 1L);
            in.skip(in.readInteger(1) + 1L);
            int columns = in.readPackedInteger();
            in.skip(columns);
            in.skip(in.readPackedInteger());
            in.skip((columns + 7) / 8);
            Map<Integer, byte[]> fields = new HashMap<>();
            while (in.available() > 0) {
                int field = in.readInteger(1);
                fields.put(field, in.read(in.readPackedInteger()));
            }
            return new Metadata(fields);
        }

        boolean isSameAs(Metadata other) {
            return Arrays.equals(fields.get(FIELD_ENUMS), other.fields.get(FIELD_ENUMS))
                    && Arrays.equals(fields.get(FIELD_SETS), other.fields.get(FIELD_SETS))
                    && Arrays.equals(fields.get(FIELD_DEFAULT_COLLATION), other.fields.get(FIELD_DEFAULT_COLLATION))
                    && Arrays.equals(fields.get(FIELD_COLLATIONS), other.fields.get(FIELD_COLLATIONS));
        }
    }

    /** The labels of a table; null if the log does not tell them, or there are none. */
    static @Nullable BinlogLabels of(Table table, MysqlCharsets charsets) throws IOException {
        Metadata metadata = table.metadata;
        byte[] enums = metadata.fields.get(FIELD_ENUMS);
        byte[] sets = metadata.fields.get(FIELD_SETS);
        if (enums == null && sets == null) {
            return null;
        }
        List<byte[][]> ofEnums = lists(enums);
        List<byte[][]> ofSets = lists(sets);
        @Nullable String[][] labels = new String[table.getColumnTypes().length][];
        int labelled = 0;
        for (int i = 0; i < labels.length; i++) {
            int type = table.getColumnMetadata()[i] >>> 8;
            boolean mayBe = (table.getColumnTypes()[i] & 0xFF) == TYPE_STRING;
            if (mayBe && (type == TYPE_ENUM || type == TYPE_SET)) {
                List<byte[][]> lists = type == TYPE_ENUM ? ofEnums : ofSets;
                String charset = charsets.charset(collation(metadata, labelled++));
                labels[i] = texts(lists.remove(0), charset, charsets);
            }
        }
        return new BinlogLabels(labels);
    }

    private static List<byte[][]> lists(byte @Nullable [] field) throws IOException {
        List<byte[][]> lists = new ArrayList<>();
        ByteArrayInputStream in = new ByteArrayInputStream(field == null ? new byte[0] : field);
        while (in.available() > 0) {
            byte[][] list = new byte[in.readPackedInteger()][];
            for (int i = 0; i < list.length; i++) {
                list[i] = in.read(in.readPackedInteger());
            }
            lists.add(list);
        }
        return lists;
    }

    private static String[] texts(byte[][] list, String charset, MysqlCharsets charsets) {
        return Arrays.stream(list)
                .map(label -> charsets.decoder(charset).decode(label, 0, label.length))
                .toArray(String[]::new);
    }

    /** The number of the collation of a column, counted among those with labels. */
    private static int collation(Metadata metadata, int index) throws IOException {
        byte[] each = metadata.fields.get(FIELD_COLLATIONS);
        if (each != null) {
            ByteArrayInputStream in = new ByteArrayInputStream(each);
            for (int i = 0; i < index; i++) {
                in.readPackedInteger();
            }
            return in.readPackedInteger();
        }
        ByteArrayInputStream in =
                new ByteArrayInputStream(metadata.fields.getOrDefault(FIELD_DEFAULT_COLLATION, new byte[0]));
        int collation = in.readPackedInteger();
        while (in.available() > 0) {
            int exception = in.readPackedInteger();
            int other = in.readPackedInteger();
            if (exception == index) {
                return other;
            }
        }
        return collation;
    }

    /** Puts labels in the place of the numbers that a row has of them. Hot. */
    void apply(Serializable[] row) {
        if (row.length != labels.length) {
            return; // its table is refused
        }
        for (int i = 0; i < labels.length; i++) {
            String[] known = labels[i];
            if (known != null) {
                if (row[i] instanceof Integer number) {
                    row[i] = TOLD + (number > 0 && number <= known.length ? known[number - 1] : "");
                } else if (row[i] instanceof Long bits) {
                    row[i] = TOLD + members(bits, known);
                }
            }
        }
    }

    private static String members(long bits, String[] known) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < known.length; i++) {
            if (((bits >>> i) & 1) != 0) {
                text.append(text.length() == 0 ? "" : ",").append(known[i]);
            }
        }
        return text.toString();
    }
}
