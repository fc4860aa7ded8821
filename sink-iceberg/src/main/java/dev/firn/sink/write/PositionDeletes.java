package dev.firn.sink.write;

import dev.firn.engine.lake.Resolution;
import dev.firn.engine.lake.StagedFiles;
import dev.firn.sink.resolve.FoundRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileMetadata;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.deletes.BaseDVFileWriter;
import org.apache.iceberg.deletes.PositionDelete;
import org.apache.iceberg.deletes.PositionDeleteWriter;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.util.Tasks;
import org.jspecify.annotations.Nullable;

/**
 * Writes which rows of which files are gone: deletion vectors where the table's format has them, else one file of position deletes for each data
 * file. Each says all of its file's deleted rows, so that no two of them ever count for one.
 */
public final class PositionDeletes {

    private final WriteTarget target;
    private final StageLabel label;
    private final OutputFileFactory names;
    private final @Nullable ExecutorService writers;
    private final Queue<DeleteFile> written = new ConcurrentLinkedQueue<>();

    private PositionDeletes(WriteTarget target, StageLabel label, @Nullable ExecutorService writers) {
        this.target = target;
        this.label = label;
        this.writers = writers;
        this.names = OutputFileFactory.builderFor(target.table(), 0, 0)
                .operationId(label.toString())
                .format(target.hasDeletionVectors() ? FileFormat.PUFFIN : FileFormat.PARQUET)
                .suffix("deletes")
                .build();
    }

    /**
     * Writes and lists the files; if it fails, what it wrote is deleted.
     *
     * @param alsoReplaced more delete files that will not be needed any more
     * @param writers the threads that write files
     */
    public static Resolution.Run write(
            WriteTarget target,
            StageLabel label,
            List<FoundRows> found,
            List<DeleteFile> alsoReplaced,
            ExecutorService writers) {
        PositionDeletes writing = new PositionDeletes(target, label, writers);
        try {
            writing.write(found);
            List<DeleteFile> replaced = new ArrayList<>(alsoReplaced);
            found.forEach(rows -> replaced.addAll(rows.replaced()));
            return writing.list(replaced);
        } catch (RuntimeException e) {
            writing.discard();
            throw e;
        }
    }

    /** Writes the files, which the caller lists; if it fails, what it wrote is deleted. */
    public static List<DeleteFile> write(WriteTarget target, StageLabel label, Collection<FoundRows> found) {
        PositionDeletes writing = new PositionDeletes(target, label, null);
        try {
            writing.write(found);
            return List.copyOf(writing.written);
        } catch (RuntimeException e) {
            writing.discard();
            throw e;
        }
    }

    private void write(Collection<FoundRows> found) {
        Tasks.foreach(found)
                .executeWith(writers)
                .stopOnFailure()
                .throwFailureWhenFinished()
                .run(target.hasDeletionVectors() ? this::writeVector : this::writeFile);
    }

    /**
     * In a file of its own: whoever expires snapshots by Iceberg's library deletes a file as soon as one of its vectors is not needed any more
     * (findings/iceberg-java-expiry-deletes-vectors-that-share-a-file.sh).
     */
    private void writeVector(FoundRows rows) {
        // What was deleted before is among the positions already.
        BaseDVFileWriter writer = new BaseDVFileWriter(names, path -> null);
        try (writer) {
            writer.delete(
                    rows.file().location(),
                    rows.positions(),
                    spec(rows),
                    rows.file().partition());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write a deletion vector", e);
        }
        written.addAll(writer.result().deleteFiles());
    }

    private void writeFile(FoundRows rows) {
        Table table = target.table();
        PartitionSpec spec = spec(rows);
        try {
            PositionDeleteWriter<Void> writer = Parquet.writeDeletes(
                            spec.isUnpartitioned()
                                    ? names.newOutputFile()
                                    : names.newOutputFile(spec, rows.file().partition()))
                    .setAll(RowFiles.ofDeletes(table.properties()))
                    .metricsConfig(MetricsConfig.forPositionDelete())
                    .withSpec(spec)
                    .withPartition(rows.file().partition())
                    .overwrite()
                    .buildPositionWriter();
            try (writer) {
                PositionDelete<Void> delete = PositionDelete.create();
                rows.positions()
                        .forEach(position -> writer.write(delete.set(rows.file().location(), position)));
            }
            written.add(FileMetadata.deleteFileBuilder(spec)
                    .copy(writer.toDeleteFile())
                    .withReferencedDataFile(rows.file().location())
                    .build());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write position deletes", e);
        }
    }

    private PartitionSpec spec(FoundRows rows) {
        PartitionSpec spec = target.table().specs().get(rows.file().specId());
        if (spec == null) {
            throw new IllegalStateException(rows.file().location() + " has the partition spec "
                    + rows.file().specId() + ", which the table lacks");
        }
        return spec;
    }

    private Resolution.Run list(List<DeleteFile> replaced) {
        StagedFiles staged = StagedManifests.write(target, label, List.of(), List.copyOf(written));
        return new Resolution.Run(staged, StagedManifests.writeReplaced(target, label, replaced));
    }

    private void discard() {
        List<String> locations =
                written.stream().map(ContentFile::location).distinct().toList();
        if (!locations.isEmpty()) {
            CatalogUtil.deleteFiles(target.table().io(), locations, "position delete", true);
        }
    }
}
