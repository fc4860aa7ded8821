package dev.firn.sink.maintenance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/** The files that a snapshot lists. What a consumer is told is the reader's own object, which it must copy to keep. */
record SnapshotFiles(Table table, Snapshot snapshot, Stop stop) {

    void forEachData(Consumer<DataFile> consumer) {
        for (ManifestFile manifest : snapshot.dataManifests(table.io())) {
            read(manifest, ManifestFiles.read(manifest, table.io(), table.specs()), consumer);
        }
    }

    void forEachDelete(Consumer<DeleteFile> consumer) {
        for (ManifestFile manifest : snapshot.deleteManifests(table.io())) {
            forEachDelete(manifest, consumer);
        }
    }

    void forEachDelete(ManifestFile manifest, Consumer<DeleteFile> consumer) {
        read(manifest, ManifestFiles.readDeleteManifest(manifest, table.io(), table.specs()), consumer);
    }

    private <F extends ContentFile<F>> void read(
            ManifestFile manifest, ManifestReader<F> reader, Consumer<F> consumer) {
        try (reader) {
            stop.check();
            reader.forEach(consumer);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + manifest.path(), e);
        }
    }
}
