package dev.firn.sink.write;

import dev.firn.engine.lake.StagedFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.ManifestWriter;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.OutputFile;
import org.jspecify.annotations.Nullable;

/**
 * The manifests of staged files: one for each kind of file and partition spec. They are Iceberg's own in form, so that any of its tools
 * reads them, but no snapshot refers to them: a commit reads them and lists the files anew.
 *
 * <p>A manifest is found by its location alone, and the location ends with the id of its partition spec.
 */
public final class StagedManifests {

    private static final Pattern SPEC_IN_NAME = Pattern.compile("-spec(\\d+)\\.avro$");

    private StagedManifests() {}

    /** Lists the files in manifests in the table's metadata folder. */
    static StagedFiles write(WriteTarget target, StageLabel label, List<DataFile> data, List<DeleteFile> deletes) {
        List<String> dataManifests = new ArrayList<>();
        bySpec(data).forEach((specId, files) -> {
            OutputFile output = output(target, label, "rows", specId);
            dataManifests.add(
                    write(files, ManifestFiles.write(target.formatVersion(), spec(target, specId), output, null)));
        });
        List<String> deleteManifests = writeDeletes(target, label, "deletes", deletes);
        return new StagedFiles(
                dataManifests,
                deleteManifests,
                data.stream().mapToLong(ContentFile::recordCount).sum(),
                deletes.stream().mapToLong(ContentFile::recordCount).sum(),
                data.size() + deletes.size(),
                data.stream().mapToLong(ContentFile::fileSizeInBytes).sum()
                        + deletes.stream()
                                .mapToLong(ContentFile::fileSizeInBytes)
                                .sum());
    }

    /** Lists delete files of the table that will not be needed any more. */
    static List<String> writeReplaced(WriteTarget target, StageLabel label, List<DeleteFile> replaced) {
        return writeDeletes(target, label, "replaced", replaced);
    }

    private static List<String> writeDeletes(
            WriteTarget target, StageLabel label, String kind, List<DeleteFile> deletes) {
        List<String> manifests = new ArrayList<>();
        bySpec(deletes).forEach((specId, files) -> {
            OutputFile output = output(target, label, kind, specId);
            manifests.add(write(
                    files,
                    ManifestFiles.writeDeleteManifest(target.formatVersion(), spec(target, specId), output, null)));
        });
        return manifests;
    }

    /** Reads the data files of manifests, one at a time. */
    public static void readData(
            List<String> locations, FileIO io, Map<Integer, PartitionSpec> specs, Consumer<DataFile> consumer) {
        for (String location : locations) {
            read(ManifestFiles.read(staged(location, io, ManifestContent.DATA), io, specs), consumer);
        }
    }

    /** Reads the delete files of manifests, one at a time. */
    public static void readDeletes(
            List<String> locations, FileIO io, Map<Integer, PartitionSpec> specs, Consumer<DeleteFile> consumer) {
        for (String location : locations) {
            read(ManifestFiles.readDeleteManifest(staged(location, io, ManifestContent.DELETES), io, specs), consumer);
        }
    }

    private static <F extends ContentFile<F>> void read(ManifestReader<F> manifest, Consumer<F> consumer) {
        try (manifest) {
            for (F file : manifest) {
                consumer.accept(file.copy());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read a staged manifest", e);
        }
    }

    private static ManifestFile staged(String location, FileIO io, ManifestContent content) {
        Matcher name = SPEC_IN_NAME.matcher(location);
        if (!name.find()) {
            throw new IllegalArgumentException("Not the location of a staged manifest: " + location);
        }
        return new Located(location, io.newInputFile(location).getLength(), Integer.parseInt(name.group(1)), content);
    }

    private static OutputFile output(WriteTarget target, StageLabel label, String kind, int specId) {
        String location = target.metadataFolder() + label + "-" + kind + "-spec" + specId + ".avro";
        return target.table().io().newOutputFile(location);
    }

    private static PartitionSpec spec(WriteTarget target, int specId) {
        PartitionSpec spec = target.table().specs().get(specId);
        if (spec == null) {
            throw new IllegalStateException(
                    "Files were written with the partition spec " + specId + ", which the table lacks");
        }
        return spec;
    }

    private static <F extends ContentFile<F>> String write(List<F> files, ManifestWriter<F> writer) {
        try (writer) {
            files.forEach(writer::add);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write a manifest of staged files", e);
        }
        return writer.toManifestFile().path();
    }

    private static <F extends ContentFile<F>> Map<Integer, List<F>> bySpec(List<F> files) {
        Map<Integer, List<F>> bySpec = new LinkedHashMap<>();
        files.forEach(file ->
                bySpec.computeIfAbsent(file.specId(), id -> new ArrayList<>()).add(file));
        return bySpec;
    }

    /** A manifest that no snapshot lists: what Iceberg asks of a snapshot's is unknown or, where it insists, zero. */
    @SuppressWarnings("NullAway") // Iceberg's interface has null for what is not known, without saying so
    private record Located(String path, long length, int partitionSpecId, ManifestContent content)
            implements ManifestFile {

        @Override
        public long sequenceNumber() {
            return 0;
        }

        @Override
        public long minSequenceNumber() {
            return 0;
        }

        @Override
        public Long snapshotId() {
            return 0L;
        }

        @Override
        public @Nullable Integer addedFilesCount() {
            return null;
        }

        @Override
        public @Nullable Long addedRowsCount() {
            return null;
        }

        @Override
        public @Nullable Integer existingFilesCount() {
            return null;
        }

        @Override
        public @Nullable Long existingRowsCount() {
            return null;
        }

        @Override
        public @Nullable Integer deletedFilesCount() {
            return null;
        }

        @Override
        public @Nullable Long deletedRowsCount() {
            return null;
        }

        @Override
        public @Nullable List<PartitionFieldSummary> partitions() {
            return null;
        }

        @Override
        public @Nullable ByteBuffer keyMetadata() {
            return null;
        }

        @Override
        public ManifestFile copy() {
            return this;
        }
    }
}
