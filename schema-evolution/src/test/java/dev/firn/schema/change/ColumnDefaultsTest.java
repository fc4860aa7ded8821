package dev.firn.schema.change;

import static dev.firn.schema.layout.SampleLayouts.optional;
import static dev.firn.schema.layout.SampleLayouts.required;
import static dev.firn.schema.layout.SampleLayouts.upsert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.schema.change.SchemaChange.AddColumn;
import dev.firn.schema.change.SchemaChange.WidenColumn;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.iceberg.Table;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ColumnDefaultsTest {

    private MemoryTables tables;
    private Table table;

    @BeforeEach
    void createTable() {
        tables = new MemoryTables();
        table = tables.create(upsert(required("id", Types.LongType.get())), 3);
    }

    @AfterEach
    void closeTables() {
        tables.close();
    }

    private void evolve(SchemaChange... changes) {
        UpdateSchema update = table.updateSchema();
        SchemaEvolution.apply(update, List.of(changes));
        update.commit();
        table.refresh();
    }

    static Stream<Arguments> values() {
        return Stream.of(
                Arguments.of(Types.BooleanType.get(), true),
                Arguments.of(Types.IntegerType.get(), 7),
                Arguments.of(Types.LongType.get(), 1L << 40),
                Arguments.of(Types.FloatType.get(), 0.5f),
                Arguments.of(Types.DoubleType.get(), -1.5),
                Arguments.of(Types.DecimalType.of(10, 2), new BigDecimal("1.50")),
                Arguments.of(Types.StringType.get(), "N/A"),
                Arguments.of(Types.DateType.get(), 20_000),
                Arguments.of(Types.TimeType.get(), 86_399_999_999L),
                Arguments.of(Types.TimestampType.withoutZone(), -1L),
                Arguments.of(Types.TimestampType.withZone(), 1_700_000_000_123_456L),
                Arguments.of(Types.UUIDType.get(), new UUID(1, 2)),
                Arguments.of(Types.BinaryType.get(), ByteBuffer.wrap(new byte[] {0, -1})));
    }

    @ParameterizedTest
    @MethodSource("values")
    void aValueOfEachTypeIsADefault(Type type, Object value) {
        AddColumn add = new AddColumn(required("c", type), value);
        evolve(add);
        evolve(add);

        NestedField column = table.schema().findField("c");
        assertThat(column.isOptional()).isTrue();
        assertThat(column.initialDefault()).isEqualTo(value);
        assertThat(column.writeDefault()).isEqualTo(value);
        assertThat(ColumnDefaults.isIn(column, value)).isTrue();
    }

    @Test
    void timestampsOfNanosecondsKeepThem() {
        evolve(new AddColumn(optional("c", Types.TimestampNanoType.withZone()), 1_700_000_000_123_456_000L));

        assertThat(table.schema().findField("c").initialDefault()).isEqualTo(1_700_000_000_123_456_000L);
    }

    @Test
    void aColumnThatGrowsKeepsItsDefault() {
        evolve(
                new AddColumn(optional("n", Types.IntegerType.get()), 7),
                new AddColumn(optional("d", Types.DecimalType.of(4, 2)), new BigDecimal("1.50")),
                new AddColumn(optional("f", Types.FloatType.get()), 0.5f));
        evolve(
                new WidenColumn("n", Types.IntegerType.get(), Types.LongType.get()),
                new WidenColumn("d", Types.DecimalType.of(4, 2), Types.DecimalType.of(12, 2)),
                new WidenColumn("f", Types.FloatType.get(), Types.DoubleType.get()));

        assertThat(table.schema().findField("n").initialDefault()).isEqualTo(7L);
        assertThat(table.schema().findField("d").initialDefault()).isEqualTo(new BigDecimal("1.50"));
        assertThat(table.schema().findField("f").initialDefault()).isEqualTo(0.5);
        assertThat(ColumnDefaults.isIn(table.schema().findField("n"), 7)).isTrue();
    }

    @Test
    void whatIsNoDefaultIsNone() {
        assertThat(ColumnDefaults.literal(Types.DoubleType.get(), Double.NaN)).isEmpty();
        assertThat(ColumnDefaults.literal(Types.FloatType.get(), Float.NaN)).isEmpty();
        assertThat(ColumnDefaults.literal(Types.DoubleType.get(), Double.NEGATIVE_INFINITY))
                .isEmpty();
        assertThat(ColumnDefaults.literal(Types.VariantType.get(), "x")).isEmpty();
        assertThat(ColumnDefaults.isIn(NestedField.optional(1, "c", Types.StringType.get()), "N/A"))
                .isFalse();
    }
}
