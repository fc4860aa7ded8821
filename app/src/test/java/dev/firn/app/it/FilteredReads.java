package dev.firn.app.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.StreamSupport;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Evaluator;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.ByteBuffers;

/**
 * Whether Iceberg's planner, which leaves out files whose bounds exclude a filter, finds the rows that a reading of everything has: bounds that are wrong lose
 * rows, or bring deleted ones back.
 */
final class FilteredReads {

    private static final int FILTERS = 4;

    private final Table table;
    private final List<Record> rows;
    private final Random random;

    private FilteredReads(Table table, Random random) {
        this.table = table;
        this.rows = read(Expressions.alwaysTrue());
        this.random = random;
    }

    /** Reads by filters of the key and of another column, the same for the same seed. */
    static void assertAsUnfiltered(Table table, long seed) {
        table.refresh();
        FilteredReads reads = new FilteredReads(table, new Random(seed));
        List<Types.NestedField> columns = table.schema().columns().stream()
                .filter(column -> column.type().isPrimitiveType())
                .toList();
        List<Types.NestedField> filtered = new ArrayList<>(columns);
        filtered.removeIf(column -> !table.schema().identifierFieldIds().contains(column.fieldId()));
        filtered.add(columns.get(reads.random.nextInt(columns.size())));
        filtered.forEach(reads::assertColumn);
    }

    private void assertColumn(Types.NestedField column) {
        for (int count = 0; count < FILTERS; count++) {
            Expression filter = filter(column);
            Evaluator evaluator = new Evaluator(table.schema().asStruct(), filter);
            InternalRecordWrapper internal =
                    new InternalRecordWrapper(table.schema().asStruct());
            List<String> expected = texts(rows.stream()
                    .filter(row -> evaluator.eval(internal.wrap(row)))
                    .toList());
            assertThat(texts(read(filter)))
                    .as("%s where %s", table.name(), filter)
                    .isEqualTo(expected);
        }
    }

    private Expression filter(Types.NestedField column) {
        List<Object> values = rows.stream()
                .map(row -> row.getField(column.name()))
                .filter(value -> value != null)
                .toList();
        if (values.isEmpty() || random.nextInt(8) == 0) {
            return random.nextBoolean() ? Expressions.isNull(column.name()) : Expressions.notNull(column.name());
        }
        Object value = literal(values.get(random.nextInt(values.size())));
        return switch (random.nextInt(6)) {
            // Iceberg's generic reader takes null for less than anything, and its planner does not.
            case 0 -> Expressions.and(Expressions.notNull(column.name()), Expressions.lessThan(column.name(), value));
            case 1 -> Expressions.greaterThanOrEqual(column.name(), value);
            case 2 -> Expressions.notEqual(column.name(), value);
            case 3 -> Expressions.in(column.name(), value, literal(values.get(random.nextInt(values.size()))));
            default -> Expressions.equal(column.name(), value);
        };
    }

    /** As the planner takes it. */
    private static Object literal(Object value) {
        boolean isTemporal = value instanceof LocalDate
                || value instanceof LocalDateTime
                || value instanceof LocalTime
                || value instanceof OffsetDateTime;
        return isTemporal ? value.toString() : value;
    }

    private List<Record> read(Expression filter) {
        try (CloseableIterable<Record> records =
                IcebergGenerics.read(table).where(filter).build()) {
            return StreamSupport.stream(records.spliterator(), false)
                    .map(Record::copy)
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException("Cannot read " + table.name(), e);
        }
    }

    private static List<String> texts(List<Record> records) {
        return records.stream().map(FilteredReads::text).sorted().toList();
    }

    private static String text(Record record) {
        List<String> values = new ArrayList<>();
        for (int field = 0; field < record.size(); field++) {
            Object value = record.get(field);
            values.add(
                    value instanceof ByteBuffer bytes
                            ? HexFormat.of().formatHex(ByteBuffers.toByteArray(bytes))
                            : String.valueOf(value));
        }
        return values.toString();
    }
}
