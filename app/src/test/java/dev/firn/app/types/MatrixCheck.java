package dev.firn.app.types;

import dev.firn.app.types.TypeCase.Becomes;
import dev.firn.app.types.TypeCase.Nulled;
import dev.firn.app.types.TypeCase.Refused;
import dev.firn.app.types.TypeCase.Stops;
import dev.firn.app.types.TypeCase.Value;
import dev.firn.engine.pipeline.TableStatus;
import dev.firn.engine.pipeline.TableStatus.State;
import dev.firn.schema.source.TableId;
import dev.firn.sink.IcebergLake;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/** Compares the tables of the lake with what their cases say. */
final class MatrixCheck {

    private static final int SHOWN = 120;

    private final IcebergLake lake;
    private final Map<TableId, TableStatus> states;
    private final MatrixReport report;

    MatrixCheck(IcebergLake lake, Map<TableId, TableStatus> states, MatrixReport report) {
        this.lake = lake;
        this.states = states;
        this.report = report;
    }

    void examine(MatrixTable table) throws IOException {
        TypeCase type = table.type();
        if (type.outcome() instanceof Becomes becomes) {
            examine(table, becomes);
        } else if (type.outcome() instanceof Nulled nulled) {
            examine(table, nulled);
        } else if (type.outcome() instanceof Refused refused) {
            requireStopped(table, refused.words());
            report.refused(type.name(), refused.words());
        } else if (type.outcome() instanceof Stops stops) {
            requireStopped(table, stops.words());
            report.stopped(type.name(), stops.literal(), table.stage());
        }
    }

    private void requireStopped(MatrixTable table, List<String> words) {
        TableStatus status = states.get(table.id());
        if (status == null || status.state() != State.STOPPED) {
            report.fail(table.type(), table.stage() + ": should have stopped its table, which is " + described(status));
        } else if (!words.stream().allMatch(status.reason()::contains)) {
            report.fail(table.type(), "should have stopped its table with " + words + ": " + status.reason());
        }
    }

    /** The table of a case, if it is replicated into a column of the type. */
    private @Nullable Table replicated(MatrixTable table, Type lakeType) {
        TypeCase type = table.type();
        TableStatus status = states.get(table.id());
        Table found = lake.table(table.id()).orElse(null);
        if (found == null || status == null || status.state() != State.STREAMING) {
            report.fail(type, "is not replicated: " + described(status));
            return null;
        }
        NestedField plain = found.schema().findField("plain");
        if (!plain.type().equals(lakeType)) {
            report.fail(type, "has become " + plain.type() + ", not " + lakeType);
            return null;
        }
        return found;
    }

    private void examine(MatrixTable table, Nulled nulled) throws IOException {
        TypeCase type = table.type();
        Table found = replicated(table, nulled.type());
        if (found == null) {
            return;
        }
        Map<Integer, Record> rows = rows(found);
        for (Way way : List.of(Way.LOADED, Way.INSERTED)) {
            for (int i = 0; i < nulled.literals().size(); i++) {
                Record row = rows.get(way.id(i));
                if (row == null || row.getField("plain") != null || row.getField("masked") != null) {
                    report.fail(type, way + " " + nulled.literals().get(i) + " should be null, but the row is " + row);
                }
            }
        }
        report.nulled(type.name(), nulled.type(), nulled.literals());
    }

    private void examine(MatrixTable table, Becomes becomes) throws IOException {
        TypeCase type = table.type();
        Table found = replicated(table, becomes.type());
        if (found == null) {
            return;
        }
        Map<Integer, Record> rows = rows(found);
        List<Value> values = MatrixTable.values(becomes);
        if (rows.size() != values.size() * Way.values().length) {
            report.fail(type, "has " + rows.size() + " rows for " + values.size() + " values on each way");
        }
        for (Way way : Way.values()) {
            for (int i = 0; i < values.size(); i++) {
                compare(type, becomes.type(), values.get(i), way, rows.get(way.id(i)));
            }
        }
        report.covered(type.name(), becomes.type(), values.size());
    }

    private void compare(TypeCase type, Type lakeType, Value value, Way way, @Nullable Record row) {
        if (row == null) {
            report.fail(type, way + " " + shown(value.literal()) + " is missing");
            return;
        }
        String text = value.expected();
        Object expected = text == null ? null : Expectation.value(lakeType, text);
        Object plain = row.getField("plain");
        Object actual = plain == null ? null : Expectation.comparable(plain);
        if (!Objects.equals(actual, expected)) {
            report.fail(type, way + " " + shown(value.literal()) + " is " + shown(actual) + ", not " + shown(expected));
            return;
        }
        if (!type.chosen().isEmpty()) {
            return; // A mask is of the value as it would be without.
        }
        String mask = expected == null ? null : Expectation.mask(expected, TypeMatrixContract.SECRET);
        if (!Objects.equals(row.getField("masked"), mask)) {
            report.fail(type, way + " " + shown(value.literal()) + " has another mask than its expected value");
        }
    }

    private static Map<Integer, Record> rows(Table table) throws IOException {
        Map<Integer, Record> rows = new HashMap<>();
        try (CloseableIterable<Record> records = IcebergGenerics.read(table).build()) {
            for (Record row : records) {
                if (rows.put((Integer) row.getField("id"), row) != null) {
                    throw new AssertionError(table.name() + " has row " + row.getField("id") + " twice");
                }
            }
        }
        return rows;
    }

    private static String described(@Nullable TableStatus status) {
        return status == null ? "unknown" : status.state() + " " + status.reason() + " " + status.remedy();
    }

    private static String shown(@Nullable Object value) {
        String text = value == null ? "null" : value.getClass().getSimpleName() + " " + value;
        text = value instanceof String plain ? "'" + plain + "'" : text;
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "… (" + text.length() + " characters)";
    }
}
