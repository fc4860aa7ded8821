package dev.firn.sink.commit;

import static dev.firn.sink.support.TestLake.keys;
import static dev.firn.sink.support.TestLake.row;
import static dev.firn.sink.support.TestLake.rows;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.lake.LakeTables.RowStage;
import dev.firn.engine.lake.StagedFiles;
import dev.firn.engine.lake.TableCommit.Step;
import dev.firn.schema.change.PendingRenames;
import dev.firn.schema.change.SchemaChange;
import dev.firn.schema.layout.LakeColumn;
import dev.firn.schema.layout.LakeSchemas;
import dev.firn.schema.layout.TableLayout;
import dev.firn.sink.support.TestLake;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.io.LocalInputFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No file says what the least and the greatest UUID in it are, and the table keeps other writers from it. */
class UnboundedColumnsTest {

    private static final String METRICS = "write.metadata.metrics.column.";
    private static final String STATISTICS = "write.parquet.stats-enabled.column.";
    private static final LakeColumn KEY = new LakeColumn("id", Types.UUIDType.get(), true);
    private static final LakeColumn OTHER = new LakeColumn("other.uuid", Types.UUIDType.get(), false);
    private static final LakeColumn TEXT = new LakeColumn("t", Types.StringType.get(), false);

    @TempDir
    private Path folder;

    private static UUID uuid(long number) {
        return new UUID(number, -number);
    }

    /** Rows by both writers, and deletes. */
    private static void fill(TestLake lake, TableLayout layout) {
        StagedFiles load;
        try (RowStage stage = lake.lake()
                .tables()
                .openRowStage(
                        new CheckpointId(1),
                        TestLake.ORDERS,
                        LakeSchemas.forWriting(layout, lake.table().schema()))) {
            stage.write(row(uuid(1), uuid(2), "a"));
            stage.write(row(uuid(-1), null, "b"));
            load = stage.finish();
        }
        lake.commit(1, new Step.Replace(List.of(load)));
        StagedFiles changes = lake.stage(layout, 2, rows(row(uuid(1), uuid(3), "c")), keys(uuid(1), uuid(-1)));
        lake.commit(2, new Step.Apply(changes));
        assertThat(lake.contents()).containsExactly("[" + uuid(1) + ", " + uuid(3) + ", c]");
    }

    private static List<ContentFile<?>> filesOf(TestLake lake) {
        List<ContentFile<?>> files = new ArrayList<>();
        try (CloseableIterable<FileScanTask> tasks =
                lake.table().newScan().includeColumnStats().planFiles()) {
            tasks.forEach(task -> {
                files.add(task.file());
                files.addAll(task.deletes());
            });
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        assertThat(files).hasSizeGreaterThan(2);
        return files;
    }

    private static void requireNoBounds(TestLake lake) throws IOException {
        Set<Integer> uuids = Set.of(1, 2);
        for (ContentFile<?> file : filesOf(lake)) {
            assertThat(file.lowerBounds() == null ? Map.of() : file.lowerBounds())
                    .doesNotContainKeys(1, 2);
            assertThat(file.upperBounds() == null ? Map.of() : file.upperBounds())
                    .doesNotContainKeys(1, 2);
            Path path = Path.of(java.net.URI.create(file.location()));
            try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(path))) {
                for (BlockMetaData block : reader.getFooter().getBlocks()) {
                    for (ColumnChunkMetaData chunk : block.getColumns()) {
                        if (uuids.contains(chunk.getPrimitiveType().getId().intValue())) {
                            assertThat(chunk.getStatistics().hasNonNullValue())
                                    .as("%s of %s", chunk.getPath(), path)
                                    .isFalse();
                            assertThat(reader.readColumnIndex(chunk)).isNull();
                        } else {
                            assertThat(chunk.getStatistics().hasNonNullValue()).isTrue();
                        }
                    }
                }
            }
        }
    }

    @Test
    void noFileHasBoundsOfUuids() throws IOException {
        try (TestLake lake = TestLake.in(folder)) {
            TableLayout layout = TestLake.layout(KEY, OTHER, TEXT);
            lake.lake().tables().open(layout);
            fill(lake, layout);
            requireNoBounds(lake);
        }
    }

    /** What docs/limits.md says of partitions that are uuids: nothing is left out of lists of manifests, so filters are for engines of another make. */
    @Test
    void aTableThatIsPartitionedByAUuidIsWholeWithoutAFilter() {
        try (TestLake lake = TestLake.partitioned(folder, "id")) {
            TableLayout layout = TestLake.layout(KEY, OTHER, TEXT);
            lake.lake().tables().open(layout);
            fill(lake, layout);
            assertThat(lake.table().currentSnapshot().allManifests(lake.table().io()))
                    .anySatisfy(
                            manifest -> assertThat(manifest.partitions().get(0).lowerBound())
                                    .isNotNull());
        }
    }

    @Test
    void whateverTheTableSays() throws IOException {
        try (TestLake lake = TestLake.in(folder)) {
            TableLayout layout = TestLake.layout(KEY, OTHER, TEXT);
            lake.lake().tables().open(layout);
            lake.table()
                    .updateProperties()
                    .set("write.metadata.metrics.default", "full")
                    .set(METRICS + "id", "full")
                    .set(STATISTICS + "id", "true")
                    .remove(METRICS + "other.uuid")
                    .remove(STATISTICS + "other.uuid")
                    .commit();
            fill(lake, layout);
            requireNoBounds(lake);
            assertThat(lake.table().properties())
                    .containsAllEntriesOf(Map.of(
                            METRICS + "id", "counts",
                            STATISTICS + "id", "false",
                            METRICS + "other.uuid", "counts",
                            STATISTICS + "other.uuid", "false"));
        }
    }

    @Test
    void theTableSaysItOfEachColumnByItsPresentName() {
        try (TestLake lake = TestLake.in(folder)) {
            lake.lake().tables().open(TestLake.layout(KEY, TEXT));
            lake.lake().tables().evolve(TestLake.ORDERS, List.of(new SchemaChange.AddColumn(OTHER)));
            assertThat(lake.table().properties())
                    .containsEntry(METRICS + "other.uuid", "counts")
                    .containsEntry(STATISTICS + "other.uuid", "false");

            PendingRenames swap = new PendingRenames(Map.of(2, "other.uuid", 3, "t"), Set.of());
            lake.commit(1, new Step.Replace(List.of()), new Step.Rename(swap));
            assertThat(lake.table().properties())
                    .containsEntry(METRICS + "t", "counts")
                    .containsEntry(STATISTICS + "t", "false")
                    .doesNotContainKeys(METRICS + "other.uuid", STATISTICS + "other.uuid");

            TableLayout changed = TestLake.layout(
                    new LakeColumn("id", Types.StringType.get(), true),
                    new LakeColumn("other.uuid", Types.UUIDType.get(), false));
            lake.lake().tables().reshape(changed);
            assertThat(lake.table().properties())
                    .containsEntry(METRICS + "other.uuid", "counts")
                    .containsEntry(STATISTICS + "other.uuid", "false")
                    .doesNotContainKeys(METRICS + "id", STATISTICS + "id");
        }
    }

    /** Not every engine follows a column that it drops, and Iceberg then refuses any change of the properties. */
    @Test
    void aColumnThatSomebodyElseDroppedHoldsNothingUp() {
        try (TestLake lake = TestLake.in(folder)) {
            lake.lake().tables().open(TestLake.layout(KEY, OTHER, TEXT));
            var operations = ((BaseTable) lake.table()).operations();
            TableMetadata present = operations.current();
            var properties = new java.util.HashMap<>(present.properties());
            properties.put(METRICS + "gone", "counts");
            operations.commit(present, present.replaceProperties(properties));

            lake.commit(1, new Step.Replace(List.of()));

            assertThat(lake.table().properties())
                    .containsEntry("firn.checkpoint", "1")
                    .doesNotContainKey(METRICS + "gone");
        }
    }

    @Test
    void aTableOfAnOlderFirnSaysItWhenItIsOpened() {
        TableLayout layout = TestLake.layout(KEY, TEXT);
        try (TestLake lake = TestLake.in(folder)) {
            lake.lake().tables().open(layout);
            lake.table()
                    .updateProperties()
                    .remove(METRICS + "id")
                    .remove(STATISTICS + "id")
                    .commit();
            lake.lake().tables().open(layout);
            assertThat(lake.table().properties())
                    .containsEntry(METRICS + "id", "counts")
                    .containsEntry(STATISTICS + "id", "false");
            lake.catalog().takeCalls();
            lake.lake().tables().open(layout);
            assertThat(lake.catalog().takeCalls()).doesNotContain("commit");
        }
    }
}
