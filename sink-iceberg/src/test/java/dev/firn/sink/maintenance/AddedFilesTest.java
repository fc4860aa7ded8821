package dev.firn.sink.maintenance;

import static dev.firn.sink.support.TestLake.keys;
import static dev.firn.sink.support.TestLake.row;
import static dev.firn.sink.support.TestLake.rows;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.sink.maintenance.MaintenanceSettings.Compact;
import dev.firn.sink.maintenance.TaskResult.Task;
import dev.firn.sink.support.TestLake;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.parquet.ParquetUtil;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that another engine added as they were (Spark's {@code add_files}) keep their rows when they are written anew. */
class AddedFilesTest {

    @TempDir
    private Path folder;

    private Set<String> compacted(TestLake lake) {
        try (MaintenanceRun care = MaintenanceRun.later(lake)) {
            Set<String> before = lake.contents();
            assertThat(care.run(
                                    MaintenanceRun.settings(
                                            new Compact(true, 2, 0.01, 1), MaintenanceSettings.ExpireSnapshots.DEFAULT),
                                    Task.COMPACT)
                            .get(0)
                            .files())
                    .isEqualTo(2);
            assertThat(lake.contents()).isEqualTo(before);
            return before;
        }
    }

    /** Its folder says it, as in tables of Hive. */
    @Test
    void whatAFileLeavesToItsPartitionIsKept() throws IOException {
        try (TestLake lake = TestLake.partitioned(folder, "status")) {
            lake.openOrders();
            lake.apply(1, rows(row(1L, "paid", 1)), keys());
            add(
                    lake.table(),
                    new Schema(
                            NestedField.required(
                                    lake.table().schema().findField("id").fieldId(), "id", Types.LongType.get()),
                            NestedField.optional(
                                    lake.table().schema().findField("total").fieldId(),
                                    "total",
                                    Types.IntegerType.get())),
                    "status=paid");

            assertThat(compacted(lake)).containsExactly("[1, paid, 1]", "[7, paid, 70]");
            assertThat(statusesInFiles(lake.table())).containsExactly("paid", "paid");
        }
    }

    /** As an engine finds them that takes what stands in a file. */
    private static List<String> statusesInFiles(Table table) throws IOException {
        List<String> statuses = new ArrayList<>();
        try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
            for (FileScanTask task : tasks) {
                try (CloseableIterable<Record> records = Parquet.read(
                                table.io().newInputFile(task.file().location()))
                        .project(table.schema())
                        .createReaderFunc(type -> GenericParquetReaders.buildReader(table.schema(), type))
                        .build()) {
                    records.forEach(row -> statuses.add(String.valueOf(row.getField("status"))));
                }
            }
        }
        return statuses;
    }

    private static void add(Table table, Schema columns, String partition) throws IOException {
        OutputFile file = table.io().newOutputFile(table.location() + "/data/added.parquet");
        FileAppender<Record> appender = Parquet.write(file)
                .schema(columns)
                .createWriterFunc(type -> GenericParquetWriter.create(columns, type))
                .build();
        try (appender) {
            GenericRecord row = GenericRecord.create(columns);
            row.setField("id", 7L);
            row.setField("total", 70);
            appender.add(row);
        }
        DataFiles.Builder added = DataFiles.builder(table.spec())
                .withInputFile(file.toInputFile())
                .withMetrics(ParquetUtil.fileMetrics(file.toInputFile(), MetricsConfig.forTable(table)));
        table.newAppend().appendFile(added.withPartitionPath(partition).build()).commit();
    }
}
