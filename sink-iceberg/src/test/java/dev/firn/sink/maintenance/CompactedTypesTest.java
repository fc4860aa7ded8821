package dev.firn.sink.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.lake.TableCommit.Step;
import dev.firn.schema.layout.LakeColumn;
import dev.firn.schema.layout.TableLayout;
import dev.firn.sink.maintenance.MaintenanceSettings.Compact;
import dev.firn.sink.maintenance.TaskResult.Task;
import dev.firn.sink.support.TestLake;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values of every type come through a rewrite as they were, and files keep to what Firn writes of bounds. */
class CompactedTypesTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void everyTypeComesThrough(int formatVersion) throws IOException {
        boolean isNew = formatVersion == 3;
        List<LakeColumn> columns = new ArrayList<>(List.of(
                new LakeColumn("id", Types.UUIDType.get(), true),
                new LakeColumn("flag", Types.BooleanType.get(), false),
                new LakeColumn("small", Types.IntegerType.get(), false),
                new LakeColumn("real", Types.FloatType.get(), false),
                new LakeColumn("twice", Types.DoubleType.get(), false),
                new LakeColumn("day", Types.DateType.get(), false),
                new LakeColumn("hour", Types.TimeType.get(), false),
                new LakeColumn("at", Types.TimestampType.withZone(), false),
                new LakeColumn("short_price", Types.DecimalType.of(9, 2), false),
                new LakeColumn("price", Types.DecimalType.of(38, 10), false),
                new LakeColumn("text", Types.StringType.get(), false),
                new LakeColumn("bytes", Types.BinaryType.get(), false),
                new LakeColumn("fixed", Types.FixedType.ofLength(3), false)));
        if (isNew) {
            columns.add(new LakeColumn("nano", Types.TimestampNanoType.withoutZone(), false));
            columns.add(new LakeColumn("doc", Types.VariantType.get(), false));
        }
        TableLayout layout = TestLake.layout(columns.toArray(LakeColumn[]::new));
        var plain = TestLake.settings(folder);
        try (TestLake lake = TestLake.of(TestLake.with(plain, formatVersion, plain.write(), Map.of()), "shop");
                MaintenanceRun care = MaintenanceRun.later(lake)) {
            lake.lake().tables().open(layout);
            UUID gone = new UUID(-5, 7);
            lake.commit(
                    1,
                    new Step.Replace(List.of(lake.stage(
                            layout, 1, TestLake.rows(row(new UUID(1, 1), 1, isNew), row(gone, 2, isNew)), List.of()))));
            lake.commit(
                    2, new Step.Apply(lake.stage(layout, 2, TestLake.rows(row(new UUID(-9, 3), 3, isNew)), List.of())));
            lake.commit(
                    3,
                    new Step.Apply(lake.stage(
                            layout, 3, TestLake.rows(nothing(new UUID(0, 0), columns.size())), TestLake.keys(gone))));
            Table table = lake.table();
            // Somebody else's column, which is null in all rows of Firn's.
            table.updateSchema()
                    .addColumn("place", Types.StructType.of(Types.NestedField.optional(1, "x", Types.LongType.get())))
                    .commit();
            Set<String> before = rows(lake.table());

            List<TaskResult> results = care.run(
                    MaintenanceRun.settings(new Compact(true, 2, 0.01, 1), MaintenanceSettings.ExpireSnapshots.DEFAULT),
                    Task.COMPACT);

            assertThat(results.get(0).files()).isEqualTo(3);
            assertThat(rows(lake.table())).isEqualTo(before).hasSize(3);
            int id = table.schema().findField("id").fieldId();
            int text = table.schema().findField("text").fieldId();
            try (CloseableIterable<FileScanTask> files =
                    lake.table().newScan().includeColumnStats().planFiles()) {
                assertThat(files).singleElement().satisfies(file -> {
                    assertThat(file.file().lowerBounds()).containsKey(text).doesNotContainKey(id);
                    assertThat(file.file().upperBounds()).doesNotContainKey(id);
                    assertThat(file.deletes()).isEmpty();
                });
            }
        }
    }

    private static Object[] row(UUID id, int number, boolean isNew) {
        List<Object> values = new ArrayList<>(List.of(
                id,
                number % 2 == 0,
                -number,
                number == 1 ? Float.NaN : -0.0f,
                number == 2 ? Double.NEGATIVE_INFINITY : 1.5 * number,
                -10_000 * number,
                3_600_000_000L * number,
                -1_700_000_000_000_000L + number,
                new BigDecimal("-12345.67"),
                new BigDecimal("12345678901234567890.1234567890"),
                "täxt \uD83D\uDE00 " + number,
                ByteBuffer.wrap(new byte[] {0, (byte) number, -1}),
                ByteBuffer.wrap(new byte[] {1, 2, (byte) -number})));
        if (isNew) {
            values.add(1_700_000_000_123_456_789L + number);
            values.add("{\"a\": [1, 2.5, \"x\", null], \"n\": " + number + "}");
        }
        return values.toArray();
    }

    private static Object[] nothing(UUID id, int columns) {
        Object[] row = new Object[columns];
        row[0] = id;
        return row;
    }

    private static Set<String> rows(Table table) throws IOException {
        Set<String> rows = new TreeSet<>();
        try (CloseableIterable<Record> records = IcebergGenerics.read(table).build()) {
            for (Record record : records) {
                StringBuilder row = new StringBuilder();
                for (Types.NestedField field : table.schema().columns()) {
                    Object value = record.getField(field.name());
                    row.append(value instanceof byte[] bytes ? Arrays.toString(bytes) : shown(value))
                            .append('|');
                }
                rows.add(row.toString());
            }
        }
        return rows;
    }

    private static String shown(Object value) {
        if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return Arrays.toString(bytes);
        }
        return String.valueOf(value);
    }
}
