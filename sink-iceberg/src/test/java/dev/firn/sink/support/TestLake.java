package dev.firn.sink.support;

import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.lake.CommitOutcome;
import dev.firn.engine.lake.Generation;
import dev.firn.engine.lake.Generation.PlacedDeletes;
import dev.firn.engine.lake.HistoryRow;
import dev.firn.engine.lake.Owner;
import dev.firn.engine.lake.PreparedCheckpoint;
import dev.firn.engine.lake.StagedFiles;
import dev.firn.engine.lake.TableCommit;
import dev.firn.engine.lake.TableCommit.Step;
import dev.firn.schema.layout.LakeColumn;
import dev.firn.schema.layout.LakeSchemas;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.layout.TableMode;
import dev.firn.schema.source.TableId;
import dev.firn.sink.IcebergLake;
import dev.firn.sink.catalog.CatalogSettings;
import dev.firn.sink.catalog.DeleteKind;
import dev.firn.sink.catalog.LakeSettings;
import dev.firn.sink.catalog.OnForeignChange;
import dev.firn.sink.catalog.Partitioning;
import dev.firn.sink.catalog.TableSettings;
import dev.firn.sink.catalog.WriteSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;

/** A lake in a folder, for one pipeline, with the short words that tests use. */
public final class TestLake implements AutoCloseable {

    /** A source table with a key, a text and a number. */
    public static final TableId ORDERS = new TableId("public", "orders");

    public static final Instant SOURCE_TIME = Instant.parse("2026-11-20T10:15:30.123456Z");

    private final FaultyCatalog catalog = new FaultyCatalog();
    private final IcebergLake lake;

    private TestLake(LakeSettings settings, String pipeline, Map<String, String> more) {
        Map<String, String> properties = new HashMap<>(settings.catalogProperties());
        properties.putAll(more);
        catalog.initialize(settings.catalogName(), properties);
        lake = IcebergLake.over(catalog, settings, pipeline, Clock.systemUTC());
    }

    public static TestLake in(Path folder) {
        return of(settings(folder), "shop");
    }

    public static TestLake of(LakeSettings settings, String pipeline) {
        return new TestLake(settings, pipeline, Map.of());
    }

    public static TestLake counting(Path folder) {
        return new TestLake(settings(folder), "shop", Map.of("io-impl", CountingFileIO.class.getName()));
    }

    public static TestLake partitioned(Path folder, String... fields) {
        LakeSettings plain = settings(folder);
        TableSettings table = new TableSettings(Partitioning.parse(List.of(fields)), Map.of());
        return of(with(plain, plain.formatVersion(), plain.write(), Map.of(ORDERS, table)), "shop");
    }

    /** A lake for whose table of orders somebody else's changes have these consequences. */
    public static TestLake onForeignChange(Path folder, OnForeignChange policy) {
        LakeSettings plain = settings(folder);
        TableSettings table = new TableSettings(Partitioning.NONE, Map.of(), policy);
        return of(with(plain, plain.formatVersion(), plain.write(), Map.of(ORDERS, table)), "shop");
    }

    /** A lake whose table of orders deletes by position. */
    public static TestLake resolving(Path folder, int formatVersion, String... partitioning) {
        return resolving(folder, formatVersion, resolved(Partitioning.parse(List.of(partitioning)), Map.of()));
    }

    public static TestLake resolving(Path folder, int formatVersion, TableSettings table) {
        LakeSettings plain = settings(folder);
        return of(with(plain, formatVersion, plain.write(), Map.of(ORDERS, table)), "shop");
    }

    public static TableSettings resolved(Partitioning partitioning, Map<String, String> properties) {
        return new TableSettings(
                partitioning,
                properties,
                OnForeignChange.RESYNC,
                DeleteKind.RESOLVED,
                TableSettings.DEFAULT_RESOLVE_BUDGET_BYTES);
    }

    public static LakeSettings settings(Path folder) {
        return LakeSettings.of(
                new CatalogSettings.Jdbc(
                        "jdbc:sqlite:" + folder.resolve("catalog.db"),
                        null,
                        null,
                        folder.resolve("warehouse").toString(),
                        Map.of()),
                "shop");
    }

    public static LakeSettings with(
            LakeSettings settings, int formatVersion, WriteSettings write, Map<TableId, TableSettings> tables) {
        return new LakeSettings(
                settings.catalog(),
                settings.role(),
                settings.namespace(),
                settings.tableNames(),
                formatVersion,
                write,
                tables);
    }

    public IcebergLake lake() {
        return lake;
    }

    public FaultyCatalog catalog() {
        return catalog;
    }

    /** {@code id} is the key. */
    public static TableLayout layout(LakeColumn... columns) {
        return new TableLayout(ORDERS, List.of(columns), List.of(0), TableMode.UPSERT);
    }

    public static TableLayout ordersLayout() {
        return layout(
                new LakeColumn("id", Types.LongType.get(), true),
                new LakeColumn("status", Types.StringType.get(), false),
                new LakeColumn("total", Types.IntegerType.get(), false));
    }

    public void openOrders() {
        lake.tables().open(ordersLayout());
    }

    public static Object[] row(Object... values) {
        return values;
    }

    public static List<Object[]> rows(Object[]... rows) {
        return Arrays.asList(rows);
    }

    public static List<Object[]> keys(Object... keys) {
        return Stream.of(keys).map(key -> new Object[] {key}).toList();
    }

    public StagedFiles stage(long checkpoint, List<Object[]> rows, List<Object[]> deletedKeys) {
        return stage(ordersLayout(), checkpoint, rows, deletedKeys);
    }

    public StagedFiles stage(TableLayout layout, long checkpoint, List<Object[]> rows, List<Object[]> deletedKeys) {
        Schema present = table().schema();
        Schema schema = LakeSchemas.forWriting(layout, present);
        return lake.tables()
                .stage(
                        new CheckpointId(checkpoint),
                        new Generation(ORDERS, schema, LakeSchemas.keyFieldIds(layout, present), rows, deletedKeys));
    }

    /** Stages a generation of orders with deletes of rows that had these values of {@code status}. */
    public StagedFiles stagePlaced(long checkpoint, List<Object[]> rows, List<Object[]> keysAndStatus) {
        Schema present = table().schema();
        Schema schema = LakeSchemas.forWriting(ordersLayout(), present);
        int status = present.findField("status").fieldId();
        return lake.tables()
                .stage(
                        new CheckpointId(checkpoint),
                        new Generation(
                                ORDERS,
                                schema,
                                LakeSchemas.keyFieldIds(ordersLayout(), present),
                                rows,
                                List.of(),
                                new PlacedDeletes(List.of(status), keysAndStatus)));
    }

    public static TableCommit commitOf(long checkpoint, Step... steps) {
        return new TableCommit(ORDERS, new CheckpointId(checkpoint), "0/" + checkpoint, SOURCE_TIME, List.of(steps));
    }

    public CommitOutcome commit(long checkpoint, Step... steps) {
        return lake.tables().commit(resolved(commitOf(checkpoint, steps)));
    }

    /** The commit as it is prepared. */
    public TableCommit resolved(TableCommit commit) {
        return lake.tables().resolvesDeletes(commit.table()) ? lake.tables().resolve(commit) : commit;
    }

    /** Commits one generation; the first checkpoint of a table is that of its load. */
    public CommitOutcome apply(long checkpoint, List<Object[]> rows, List<Object[]> deletedKeys) {
        StagedFiles staged = stage(checkpoint, rows, deletedKeys);
        return commit(checkpoint, checkpoint == 1 ? new Step.Replace(List.of(staged)) : new Step.Apply(staged));
    }

    public static Owner owner(String incarnation) {
        return new Owner("host-" + incarnation, 42, incarnation);
    }

    public static PreparedCheckpoint prepared(long checkpoint, Owner owner, HistoryRow... history) {
        return new PreparedCheckpoint(
                new CheckpointId(checkpoint), owner, "{\"state\": " + checkpoint + "}", List.of(history));
    }

    public Table table() {
        return lake.table(ORDERS).orElseThrow();
    }

    /** The rows that a reader sees, as {@code [id, status, total]} texts in order. */
    public SortedSet<String> contents() {
        return contents(table());
    }

    public static SortedSet<String> contents(Table table) {
        try (CloseableIterable<Record> records = IcebergGenerics.read(table).build()) {
            SortedSet<String> rows = new TreeSet<>();
            for (Record record : records) {
                // Iceberg's reader leaves the positions that it deletes by behind the columns.
                Object[] values = new Object[table.schema().columns().size()];
                for (int index = 0; index < values.length; index++) {
                    values[index] = record.get(index);
                }
                if (!rows.add(Arrays.toString(values))) {
                    throw new AssertionError("Row twice: " + Arrays.toString(values));
                }
            }
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public List<String> checkpointsOfSnapshots() {
        return Stream.iterate(
                        table().currentSnapshot(),
                        snapshot -> snapshot != null,
                        snapshot -> snapshot.parentId() == null ? null : table().snapshot(snapshot.parentId()))
                .map(Snapshot::summary)
                .map(summary -> summary.getOrDefault("firn.checkpoint", "-"))
                .toList();
    }

    /** All files below a folder, as names. */
    public static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        lake.close();
    }
}
