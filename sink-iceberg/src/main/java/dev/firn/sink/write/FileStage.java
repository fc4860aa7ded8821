package dev.firn.sink.write;

import dev.firn.engine.lake.StagedFiles;
import dev.firn.sink.catalog.WriteSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.io.RollingDataWriter;
import org.apache.iceberg.io.RollingEqualityDeleteWriter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files of one stage, as they are written; they are either all listed or all deleted. Used by one thread at a time. */
final class FileStage {

    private static final Logger LOG = LoggerFactory.getLogger(FileStage.class);

    private final WriteTarget target;
    private final WriteSettings settings;
    private final StageLabel label;
    private final OutputFileFactory names;
    private final List<DataFile> data = new ArrayList<>();
    private final List<DeleteFile> deletes = new ArrayList<>();

    FileStage(WriteTarget target, WriteSettings settings, StageLabel label) {
        this.target = target;
        this.settings = settings;
        this.label = label;
        this.names = OutputFileFactory.builderFor(target.table(), 0, 0)
                .operationId(label.toString())
                .format(FileFormat.PARQUET)
                .build();
    }

    /** Opens the files of one partition; the files belong to the stage once {@link #close} has listed them. */
    RollingDataWriter<RowStruct> openRows(RowFiles files, PartitionSpec spec, @Nullable StructLike partition) {
        return new RollingDataWriter<>(files, names, target.table().io(), settings.targetFileBytes(), spec, partition);
    }

    void close(RollingDataWriter<RowStruct> writer) {
        try {
            writer.close();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot end a data file", e);
        }
        data.addAll(writer.result().dataFiles());
    }

    /** Writes rows of one partition. Hot. */
    void writeRows(Schema schema, PartitionSpec spec, @Nullable StructLike partition, List<@Nullable Object[]> rows) {
        RowFiles files = RowFiles.ofRows(target.table(), schema, settings);
        RollingDataWriter<RowStruct> writer = openRows(files, spec, partition);
        RowStruct struct = new RowStruct();
        try {
            for (@Nullable Object[] row : rows) {
                writer.write(struct.of(row));
            }
        } catch (RuntimeException e) {
            abandon(writer);
            throw e;
        }
        close(writer);
    }

    /** Writes equality deletes that apply within one partition, or everywhere if the spec has no fields. Hot. */
    void writeDeletes(
            Schema keySchema,
            List<Integer> keyFieldIds,
            PartitionSpec spec,
            @Nullable StructLike partition,
            List<@Nullable Object[]> keys) {
        RowFiles files = RowFiles.ofKeys(target.table(), keySchema, keyFieldIds, settings);
        RollingEqualityDeleteWriter<RowStruct> writer = new RollingEqualityDeleteWriter<>(
                files, names, target.table().io(), settings.targetFileBytes(), spec, partition);
        RowStruct struct = new RowStruct();
        try {
            for (@Nullable Object[] key : keys) {
                writer.write(struct.of(key));
            }
        } catch (RuntimeException e) {
            abandon(writer);
            throw e;
        }
        close(writer);
    }

    private void close(RollingEqualityDeleteWriter<RowStruct> writer) {
        try {
            writer.close();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot end an equality delete file", e);
        }
        deletes.addAll(writer.result().deleteFiles());
    }

    /** Closes files that will be deleted, and takes note of those that were ended. */
    void abandon(RollingDataWriter<RowStruct> writer) {
        try {
            close(writer);
        } catch (RuntimeException e) {
            LOG.debug("A file of {} could not be ended after a failure", label, e);
        }
    }

    private void abandon(RollingEqualityDeleteWriter<RowStruct> writer) {
        try {
            close(writer);
        } catch (RuntimeException e) {
            LOG.debug("A file of {} could not be ended after a failure", label, e);
        }
    }

    /** The data files that were ended so far. */
    List<DataFile> data() {
        return List.copyOf(data);
    }

    /** Lists the files. */
    StagedFiles list() {
        return StagedManifests.write(target, label, data, deletes);
    }

    /** Deletes what was written, as far as possible: nobody refers to it. */
    void discard() {
        List<String> locations = new ArrayList<>();
        data.forEach(file -> locations.add(file.location()));
        deletes.forEach(file -> locations.add(file.location()));
        if (!locations.isEmpty()) {
            CatalogUtil.deleteFiles(target.table().io(), locations, "staged", true);
        }
    }
}
