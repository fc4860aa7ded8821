package dev.firn.sink.commit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.lake.LakeTables.RowStage;
import dev.firn.engine.lake.StagedFiles;
import dev.firn.engine.lake.TableCommit.Step;
import dev.firn.schema.layout.FormatVersions;
import dev.firn.schema.layout.LakeColumn;
import dev.firn.schema.layout.LakeSchemas;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.layout.TableMode;
import dev.firn.sink.catalog.LakeSettings;
import dev.firn.sink.catalog.Partitioning;
import dev.firn.sink.catalog.TableSettings;
import dev.firn.sink.support.TestLake;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Evaluator;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Tables of each type, as a key and as a plain column, read through Iceberg's planner and its filters on row groups: by whatever bounds it passes over
 * files of rows and of deletes, no row is missing and none comes back.
 */
class ReaderOrderTest {

    /**
     * Those that a key may have: a table with a floating key is a changelog, and fixed bytes, which no source type becomes, Iceberg's reader of
     * records does not tell apart in a file of deletes.
     */
    static final List<Type> KEYS = List.of(
            Types.BooleanType.get(),
            Types.IntegerType.get(),
            Types.LongType.get(),
            Types.DecimalType.of(9, 2),
            Types.DecimalType.of(18, 0),
            Types.DecimalType.of(38, 10),
            Types.StringType.get(),
            Types.UUIDType.get(),
            Types.BinaryType.get(),
            Types.DateType.get(),
            Types.TimeType.get(),
            Types.TimestampType.withoutZone(),
            Types.TimestampType.withZone(),
            Types.TimestampNanoType.withoutZone(),
            Types.TimestampNanoType.withZone());

    /** Of each kind of comparison one. */
    static final List<Type> KEYS_OF_TWO =
            List.of(Types.UUIDType.get(), Types.StringType.get(), Types.BinaryType.get(), Types.DecimalType.of(38, 10));

    static final List<Type> COLUMNS_ONLY = List.of(
            Types.FloatType.get(), Types.DoubleType.get(), Types.FixedType.ofLength(3), Types.FixedType.ofLength(20));

    /** Reading costs more than it tells: {@code -Dfirn.reader.programs=N} asks more. */
    private static final int PROGRAMS = Integer.getInteger("firn.reader.programs", 2);

    private static final int CHECKPOINTS = 2;
    private static final int GENERATIONS = 4;

    /** All that files can say of their values; loads are then written by Iceberg's writer too. */
    private static final Map<String, String> FULL = Map.of(
            "write.metadata.metrics.default", "full",
            "write.parquet.bloom-filter-enabled.column.k", "true",
            "write.parquet.bloom-filter-enabled.column.c", "true");

    @TempDir
    private Path folder;

    /** A row in Iceberg's internal values. */
    private record Row(Object[] values) implements StructLike {

        @Override
        public int size() {
            return values.length;
        }

        @Override
        public <T> T get(int index, Class<T> type) {
            return type.cast(values[index]);
        }

        @Override
        public <T> void set(int index, T value) {
            throw new UnsupportedOperationException();
        }
    }

    /** What a table must hold, by key, and the means to bring it there. */
    private static final class Replica {

        private final TestLake lake;
        private final TableLayout layout;
        private final Map<List<Object>, Object[]> model = new HashMap<>();
        private int versions;
        private long checkpoint;

        Replica(TestLake lake, TableLayout layout) {
            this.lake = lake;
            this.layout = layout;
            lake.lake().tables().open(layout);
        }

        private int keys() {
            return layout.key().size();
        }

        /** A row of the key, whose last value no other row ever has. */
        private Object[] put(List<Object> key, Object column) {
            Object[] row = new Object[layout.columns().size()];
            key.toArray(row);
            row[keys()] = column;
            row[keys() + 1] = "version " + versions++;
            model.put(key, row);
            return row;
        }

        /** A load of a file for each list of keys. */
        void load(List<List<List<Object>>> files, Random random, List<Object> values) {
            checkpoint++;
            Schema schema = LakeSchemas.forWriting(layout, lake.table().schema());
            List<StagedFiles> content = new ArrayList<>();
            for (List<List<Object>> keys : files) {
                try (RowStage stage =
                        lake.lake().tables().openRowStage(new CheckpointId(checkpoint), TestLake.ORDERS, schema)) {
                    keys.forEach(key -> stage.write(put(key, any(values, random))));
                    content.add(stage.finish());
                }
            }
            lake.commit(checkpoint, new Step.Replace(content));
        }

        /** Generations that change and delete few keys each, so that their bounds are narrow. */
        void change(List<List<Object>> keys, Random random, List<Object> values) {
            checkpoint++;
            List<Step> generations = new ArrayList<>();
            for (int generation = 0; generation < GENERATIONS; generation++) {
                Collections.shuffle(keys, random);
                int count = Math.min(keys.size(), 1 + random.nextInt(3));
                generations.add(new Step.Apply(generation(keys.subList(0, count), random, values)));
            }
            lake.commit(checkpoint, generations.toArray(new Step[0]));
        }

        private StagedFiles generation(List<List<Object>> keys, Random random, List<Object> values) {
            List<Object[]> rows = new ArrayList<>();
            List<Object[]> deleted = new ArrayList<>();
            for (List<Object> key : keys) {
                boolean exists = model.remove(key) != null;
                if (exists) {
                    deleted.add(key.toArray());
                }
                if (!exists || random.nextBoolean()) {
                    rows.add(put(key, any(values, random)));
                }
            }
            return lake.stage(layout, checkpoint, rows, deleted);
        }

        SortedSet<String> expected(Predicate<StructLike> filter) {
            SortedSet<String> versionsLeft = new TreeSet<>();
            model.values().stream()
                    .filter(row -> filter.test(new Row(row)))
                    .forEach(row -> versionsLeft.add((String) row[keys() + 1]));
            return versionsLeft;
        }

        void compareWith(Table table, List<Expression> filters) {
            assertThat(allRows(table)).as("all rows").isEqualTo(expected(row -> true));
            PlannedRead reader = new PlannedRead(table);
            for (Expression filter : filters) {
                Evaluator evaluator = new Evaluator(table.schema().asStruct(), filter);
                SortedSet<String> found = new TreeSet<>();
                reader.rows(filter, row -> add(found, row.get(keys() + 1, String.class)));
                assertThat(found).as(filter.toString()).isEqualTo(expected(evaluator::eval));
            }
        }
    }

    private static SortedSet<String> allRows(Table table) {
        SortedSet<String> versions = new TreeSet<>();
        try (CloseableIterable<Record> records = IcebergGenerics.read(table).build()) {
            records.forEach(record -> add(versions, (String) record.getField("version")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return versions;
    }

    private static void add(SortedSet<String> versions, String version) {
        assertThat(versions.add(version)).as("twice: %s", version).isTrue();
    }

    private static Object any(List<Object> values, Random random) {
        return random.nextInt(4) == 0 ? null : values.get(random.nextInt(values.size()));
    }

    private TestLake lake(int program, Map<String, String> properties, Partitioning partitioning, Type... types) {
        return lake(program, new TableSettings(partitioning, properties), 2, types);
    }

    private TestLake lake(int program, TableSettings table, int atLeast, Type... types) {
        Path own = folder.resolve("program-" + program);
        assertThat(own.toFile().mkdirs()).isTrue();
        LakeSettings plain = TestLake.settings(own);
        int version = Stream.of(types).mapToInt(FormatVersions::needed).reduce(atLeast, Math::max);
        return TestLake.of(TestLake.with(plain, version, plain.write(), Map.of(TestLake.ORDERS, table)), "shop");
    }

    private static TableLayout layout(Type column, Type... keys) {
        List<LakeColumn> columns = new ArrayList<>();
        List<Integer> keyColumns = new ArrayList<>();
        for (int i = 0; i < keys.length; i++) {
            keyColumns.add(i);
            columns.add(new LakeColumn(i == 0 ? "k" : "k" + i, keys[i], true));
        }
        columns.add(new LakeColumn("c", column, false));
        columns.add(new LakeColumn("version", Types.StringType.get(), false));
        return new TableLayout(TestLake.ORDERS, columns, keyColumns, TableMode.UPSERT);
    }

    @ParameterizedTest
    @FieldSource("KEYS")
    void aKeyIsFoundByItsUpdatesAndDeletes(Type type) {
        List<List<Object>> keys = EdgeValues.of(type).stream().map(List::of).toList();
        for (int program = 0; program < PROGRAMS; program++) {
            try (TestLake lake = lake(program, program % 2 == 0 ? Map.of() : FULL, Partitioning.NONE, type)) {
                Replica replica = run(program, new Replica(lake, layout(type, type)), keys, EdgeValues.of(type));
                replica.compareWith(lake.table(), filters("k", type, program));
                replica.compareWith(lake.table(), filters("c", type, program));
            }
        }
    }

    @ParameterizedTest
    @FieldSource("KEYS_OF_TWO")
    void aKeyOfTwoColumnsIsFoundByItsUpdatesAndDeletes(Type type) {
        List<List<Object>> keys = EdgeValues.of(type).stream()
                .flatMap(value -> Stream.of(List.of(value, 1), List.of(value, -1)))
                .toList();
        try (TestLake lake = lake(0, Map.of(), Partitioning.parse(List.of("bucket(2, k1)")), type)) {
            TableLayout layout = layout(type, type, Types.IntegerType.get());
            run(0, new Replica(lake, layout), keys, EdgeValues.of(type))
                    .compareWith(lake.table(), filters("k", type, 0));
        }
    }

    @ParameterizedTest
    @FieldSource("KEYS")
    void aKeyIsFoundWhereRowsAreDeletedByPosition(Type type) {
        List<List<Object>> keys = EdgeValues.of(type).stream().map(List::of).toList();
        for (int program = 0; program < PROGRAMS; program++) {
            TableSettings table = TestLake.resolved(Partitioning.NONE, program % 2 == 0 ? FULL : Map.of());
            try (TestLake lake = lake(program, table, 2 + program % 2, type)) {
                run(program, new Replica(lake, layout(type, type)), keys, EdgeValues.of(type))
                        .compareWith(lake.table(), List.of());
            }
        }
    }

    @ParameterizedTest
    @FieldSource("KEYS_OF_TWO")
    void aKeyOfTwoColumnsIsFoundWhereRowsAreDeletedByPosition(Type type) {
        List<List<Object>> keys = EdgeValues.of(type).stream()
                .flatMap(value -> Stream.of(List.of(value, 1), List.of(value, -1)))
                .toList();
        TableSettings table = TestLake.resolved(Partitioning.parse(List.of("bucket(2, k1)")), Map.of());
        try (TestLake lake = lake(0, table, 3, type)) {
            TableLayout layout = layout(type, type, Types.IntegerType.get());
            run(0, new Replica(lake, layout), keys, EdgeValues.of(type)).compareWith(lake.table(), List.of());
        }
    }

    @ParameterizedTest
    @FieldSource("COLUMNS_ONLY")
    void aColumnIsFoundByItsValues(Type type) {
        List<List<Object>> keys =
                Stream.of(1, 2, 3, 4, 5, 6, 7, 8).map(List::<Object>of).toList();
        for (int program = 0; program < PROGRAMS; program++) {
            try (TestLake lake = lake(program, program % 2 == 0 ? Map.of() : FULL, Partitioning.NONE, type)) {
                TableLayout layout = layout(type, Types.IntegerType.get());
                run(program, new Replica(lake, layout), keys, EdgeValues.of(type))
                        .compareWith(lake.table(), filters("c", type, program));
            }
        }
    }

    private static Replica run(int seed, Replica replica, List<List<Object>> keys, List<Object> values) {
        Random random = new Random(seed);
        List<List<Object>> shuffled = new ArrayList<>(keys);
        Collections.shuffle(shuffled, random);
        int half = (shuffled.size() + 1) / 2;
        replica.load(List.of(shuffled.subList(0, half / 2 + 1), shuffled.subList(half / 2 + 1, half)), random, values);
        for (int checkpoint = 0; checkpoint < CHECKPOINTS; checkpoint++) {
            replica.change(shuffled, random, values);
        }
        return replica;
    }

    /** All that can be asked of a column, each with another of the values. */
    private static List<Expression> filters(String column, Type type, int seed) {
        List<Object> values = new ArrayList<>();
        EdgeValues.of(type).stream()
                .filter(value -> !isNaN(value))
                .map(value -> literal(type, value))
                .forEach(values::add);
        Collections.shuffle(values, new Random(seed));
        Iterator<Object> next =
                Stream.generate(() -> values).flatMap(List::stream).iterator();
        List<Expression> filters = new ArrayList<>(List.of(
                Expressions.isNull(column),
                Expressions.notNull(column),
                Expressions.equal(column, next.next()),
                Expressions.equal(column, next.next()),
                Expressions.notEqual(column, next.next()),
                known(column, type, Expressions.lessThan(column, next.next())),
                known(column, type, Expressions.lessThanOrEqual(column, next.next())),
                known(column, type, Expressions.greaterThan(column, next.next())),
                known(column, type, Expressions.greaterThanOrEqual(column, next.next())),
                known(column, type, Expressions.not(Expressions.lessThan(column, next.next()))),
                Expressions.in(column, next.next(), next.next()),
                Expressions.notIn(column, next.next(), next.next())));
        if (type.typeId() == Type.TypeID.STRING) {
            filters.add(Expressions.startsWith(column, (String) next.next()));
            filters.add(Expressions.notStartsWith(column, (String) next.next()));
        } else if (isFloating(type)) {
            filters.add(Expressions.isNaN(column));
            filters.add(Expressions.notNaN(column));
        }
        return filters;
    }

    /** Iceberg's evaluation of single rows has null for less than all else, and NaN for more, and its planner neither. */
    private static Expression known(String column, Type type, Expression comparison) {
        Expression known = Expressions.and(Expressions.notNull(column), comparison);
        return isFloating(type) ? Expressions.and(known, Expressions.notNaN(column)) : known;
    }

    private static boolean isFloating(Type type) {
        return type.typeId() == Type.TypeID.DOUBLE || type.typeId() == Type.TypeID.FLOAT;
    }

    private static boolean isNaN(Object value) {
        return Objects.equals(value, Float.NaN) || Objects.equals(value, Double.NaN);
    }

    /** A number of nanoseconds would be taken for one of microseconds. */
    private static Object literal(Type type, Object value) {
        if (type.typeId() != Type.TypeID.TIMESTAMP_NANO) {
            return value instanceof ByteBuffer bytes ? bytes.duplicate() : value;
        }
        long nanos = (Long) value;
        Instant instant =
                Instant.ofEpochSecond(Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L));
        return ((Types.TimestampNanoType) type).shouldAdjustToUTC()
                ? instant.atOffset(ZoneOffset.UTC).toString()
                : LocalDateTime.ofInstant(instant, ZoneOffset.UTC).toString();
    }
}
