package dev.firn.sink.maintenance;

import dev.firn.engine.lake.StagedFiles;
import dev.firn.sink.write.StagedManifests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.PartitionStatisticsFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.StatisticsFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;

/**
 * Every file that somebody may need of a table: of all its snapshots, whichever branch or tag leads to them or none, the metadata itself, and
 * what is staged for it. One manifest is in memory at a time.
 */
final class ReachableFiles {

    private final Table table;
    private final FileIO io;
    private final Map<Integer, PartitionSpec> specs;
    private final Stop stop;
    private final LocationSet found = new LocationSet();

    private ReachableFiles(Table table, Stop stop) {
        this.table = table;
        this.io = table.io();
        this.specs = table.specs();
        this.stop = stop;
    }

    /**
     * Finds them.
     *
     * @param table read anew after it was asked what is staged: what was committed in between is in the table then
     * @param staged the files that the newest checkpoint lists for it
     */
    static LocationSet of(Table table, Collection<StagedFiles> staged, Stop stop) {
        ReachableFiles files = new ReachableFiles(table, stop);
        files.addMetadata();
        files.addSnapshots();
        staged.forEach(files::addStaged);
        return files.found;
    }

    private void addMetadata() {
        TableMetadata metadata = ((HasTableOperations) table).operations().current();
        found.add(metadata.metadataFileLocation());
        metadata.previousFiles().forEach(previous -> found.add(previous.file()));
        metadata.statisticsFiles().stream().map(StatisticsFile::path).forEach(found::add);
        metadata.partitionStatisticsFiles().stream()
                .map(PartitionStatisticsFile::path)
                .forEach(found::add);
    }

    private void addSnapshots() {
        Set<String> seen = new HashSet<>();
        for (Snapshot snapshot : table.snapshots()) {
            stop.check();
            if (snapshot.manifestListLocation() != null) {
                found.add(snapshot.manifestListLocation());
            }
            for (ManifestFile manifest : snapshot.allManifests(io)) {
                if (seen.add(manifest.path())) {
                    found.add(manifest.path());
                    addFilesOf(manifest);
                }
            }
        }
    }

    private void addFilesOf(ManifestFile manifest) {
        stop.check();
        try (ManifestReader<?> files = manifest.content() == ManifestContent.DATA
                ? ManifestFiles.read(manifest, io, specs)
                : ManifestFiles.readDeleteManifest(manifest, io, specs)) {
            for (ContentFile<?> file : files) {
                found.add(file.location());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + manifest.path(), e);
        }
    }

    /** A manifest that is gone belonged to a commit that was made meanwhile; the table, which was read later, lists its files. */
    private void addStaged(StagedFiles staged) {
        for (String manifest : staged.dataManifests()) {
            found.add(manifest);
            unlessGone(() -> StagedManifests.readData(List.of(manifest), io, specs, this::add));
        }
        for (String manifest : staged.deleteManifests()) {
            found.add(manifest);
            unlessGone(() -> StagedManifests.readDeletes(List.of(manifest), io, specs, this::add));
        }
        staged.incomplete().forEach(found::add);
    }

    private void add(ContentFile<?> file) {
        found.add(file.location());
    }

    private void unlessGone(Runnable reading) {
        stop.check();
        try {
            reading.run();
        } catch (NotFoundException gone) {
            // Nothing to add.
        }
    }
}
