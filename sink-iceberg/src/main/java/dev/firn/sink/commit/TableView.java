package dev.firn.sink.commit;

import dev.firn.sink.resolve.RowFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Consumer;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.StaticTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileIO;

/**
 * A table at one moment, whatever becomes of it meanwhile.
 *
 * @param table reads that moment's metadata alone
 */
record TableView(Table table, TableMetadata metadata) {

    static TableView of(Table like, TableMetadata metadata) {
        StaticTableOperations operations = new StaticTableOperations(metadata, like.io(), like.locationProvider());
        return new TableView(new BaseTable(operations, like.name(), report -> {}), metadata);
    }

    FileIO io() {
        return table.io();
    }

    /** Whether it has delete files with keys; so it is said where the summary does not tell. */
    boolean hasEqualityDeletes() {
        Snapshot snapshot = metadata.currentSnapshot();
        if (snapshot == null) {
            return false;
        }
        return !"0".equals(snapshot.summary().get(SnapshotSummary.TOTAL_EQ_DELETES_PROP));
    }

    /** The delete files with keys, with their sequence numbers. */
    void equalityDeletes(Consumer<DeleteFile> consumer) {
        if (!hasEqualityDeletes()) {
            return;
        }
        for (ManifestFile manifest : metadata.currentSnapshot().deleteManifests(io())) {
            try (ManifestReader<DeleteFile> files =
                    ManifestFiles.readDeleteManifest(manifest, io(), metadata.specsById())) {
                for (DeleteFile file : files) {
                    if (file.content() == FileContent.EQUALITY_DELETES) {
                        consumer.accept(file.copy());
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot read the delete manifest " + manifest.path(), e);
            }
        }
    }

    /** The data files, each with the delete files that apply to it. */
    void rowFiles(Consumer<RowFile> consumer) {
        if (metadata.currentSnapshot() == null) {
            return;
        }
        try (CloseableIterable<FileScanTask> tasks = table.newScan()
                .includeColumnStats(table.schema().identifierFieldNames())
                .planFiles()) {
            for (FileScanTask task : tasks) {
                DataFile file = task.file();
                consumer.accept(new RowFile(file, file.dataSequenceNumber(), List.copyOf(task.deletes()), false));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list the files of " + table.name(), e);
        }
    }
}
