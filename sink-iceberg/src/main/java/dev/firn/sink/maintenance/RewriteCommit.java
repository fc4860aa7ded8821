package dev.firn.sink.maintenance;

import dev.firn.sink.maintenance.FileRewrite.Moved;
import dev.firn.sink.maintenance.FileRewrite.Moved.Place;
import dev.firn.sink.table.FirnProperties;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.util.ContentFileUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts new files in the place of those that they were made of, under the sequence number of the snapshot that was read: deletes by key that
 * were committed meanwhile are newer, and apply to the new files as they did to the old ones.
 *
 * <p>Deletes by position, which name the old files, are translated: the files were joined in order, so a row's new position is its rank among
 * the rows that were left. Iceberg refuses the commit if there are some that have not been looked at; then they are, and it is tried again.
 */
final class RewriteCommit {

    private static final Logger LOG = LoggerFactory.getLogger(RewriteCommit.class);

    private static final int ATTEMPTS = 20;

    private final Table table;
    private final Snapshot planned;
    private final RewriteJob job;
    private final Map<String, DeletedRows> deleted;
    private final Moved moved;
    private final Stop stop;
    private final Set<String> oldFiles = new HashSet<>();
    private final List<String> unused = new ArrayList<>();

    RewriteCommit(
            Table table, Snapshot planned, RewriteJob job, Map<String, DeletedRows> deleted, Moved moved, Stop stop) {
        this.table = table;
        this.planned = planned;
        this.job = job;
        this.deleted = deleted;
        this.moved = moved;
        this.stop = stop;
        job.files().forEach(candidate -> oldFiles.add(candidate.file().location()));
    }

    /** Whether the new files are in the table; if not, they are deleted, and the reason has been logged. */
    boolean run() {
        try {
            for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
                stop.check();
                table.refresh();
                Snapshot seen = table.currentSnapshot();
                if (seen == null) {
                    return lost("it has no rows any more");
                }
                Optional<Landed> landed = landedSince(seen);
                if (landed.isEmpty()) {
                    return lost("somebody else deletes rows of several files at once");
                }
                try {
                    commit(seen, landed.get());
                    deleteUnused();
                    return true;
                } catch (ValidationException | CommitFailedException e) {
                    LOG.debug("{} changed while its files were written anew", table.name(), e);
                    if (!has(oldFiles)) {
                        return lost("its files were replaced meanwhile");
                    }
                }
            }
            return lost("it kept changing");
        } catch (Unclear e) {
            return afterUnclear(e.failure());
        } catch (RuntimeException e) {
            discard();
            throw e;
        }
    }

    /** A commit that may have been made, whatever its error says. */
    private static final class Unclear extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final RuntimeException failure;

        Unclear(RuntimeException failure) {
            super(failure);
            this.failure = failure;
        }

        RuntimeException failure() {
            return failure;
        }
    }

    /** No file is deleted then: those that the table does not list are orphans once they are old enough. */
    private boolean afterUnclear(RuntimeException failure) {
        try {
            if (has(new HashSet<>(FileRewrite.locations(moved.files())))) {
                return true;
            }
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
        throw failure;
    }

    private boolean lost(String why) {
        LOG.info(
                "{}: {} files were written anew in vain: {}",
                table.name(),
                job.files().size(),
                why);
        discard();
        return false;
    }

    private void discard() {
        unused.addAll(FileRewrite.locations(moved.files()));
        deleteUnused();
    }

    private void deleteUnused() {
        CatalogUtil.deleteFiles(table.io(), unused, "unused", true);
        unused.clear();
    }

    private void commit(Snapshot seen, Landed landed) {
        RewriteFiles rewrite =
                table.newRewrite().validateFromSnapshot(seen.snapshotId()).dataSequenceNumber(planned.sequenceNumber());
        job.files().forEach(candidate -> rewrite.deleteFile(candidate.file()));
        moved.files().forEach(rewrite::addFile);
        landed.replaced().forEach(rewrite::deleteFile);
        List<DeleteFile> translated = write(landed.positions());
        translated.forEach(rewrite::addFile);
        rewrite.set(FirnProperties.MAINTENANCE, "compact");
        try {
            rewrite.commit();
        } catch (ValidationException | CommitFailedException e) {
            translated.forEach(file -> unused.add(file.location()));
            throw e;
        } catch (RuntimeException e) {
            throw new Unclear(e);
        }
    }

    /** Whether the table lists all of the data files now. */
    private boolean has(Set<String> locations) {
        table.refresh();
        Snapshot current = table.currentSnapshot();
        if (current == null) {
            return false;
        }
        Set<String> missing = new HashSet<>(locations);
        for (ManifestFile manifest : current.dataManifests(table.io())) {
            try (ManifestReader<DataFile> files = ManifestFiles.read(manifest, table.io(), table.specs())) {
                files.forEach(file -> missing.remove(file.location()));
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot read " + manifest.path(), e);
            }
        }
        return missing.isEmpty();
    }

    /**
     * Deletes by position that are in the table now and name old files.
     *
     * @param replaced their files, those that were known when the rows were read among them, which go with the old files
     * @param positions the rows that they delete beyond those, by the new files' locations
     */
    private record Landed(List<DeleteFile> replaced, Map<String, Translation> positions) {}

    /** The rows of a new file that are deleted. */
    private record Translation(DataFile file, DeletedRows rows) {}

    /** Empty if there are deletes that are for other files as well, which cannot be taken apart. */
    private Optional<Landed> landedSince(Snapshot seen) {
        Set<String> known = new HashSet<>();
        job.files().forEach(candidate -> candidate.deletes().forEach(file -> known.add(id(file))));
        Map<String, DeleteFile> replaced = new LinkedHashMap<>();
        Map<String, Translation> positions = new TreeMap<>();
        DeleteReading reading = new DeleteReading(table.io());
        for (ManifestFile manifest : seen.deleteManifests(table.io())) {
            stop.check();
            for (DeleteFile file : positionDeletes(manifest)) {
                String dataFile = ContentFileUtil.referencedDataFileLocation(file);
                if (dataFile != null && oldFiles.contains(dataFile)) {
                    replaced.put(id(file), file);
                    if (!known.contains(id(file))) {
                        translate(file, dataFile, reading, positions);
                    }
                } else if (dataFile == null && !known.contains(id(file)) && namesOldFiles(file, reading)) {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(new Landed(List.copyOf(replaced.values()), positions));
    }

    private static String id(DeleteFile file) {
        return file.location() + "@" + file.contentOffset();
    }

    private List<DeleteFile> positionDeletes(ManifestFile manifest) {
        List<DeleteFile> found = new ArrayList<>();
        try (ManifestReader<DeleteFile> files = ManifestFiles.readDeleteManifest(manifest, table.io(), table.specs())) {
            for (DeleteFile file : files) {
                if (file.content() == FileContent.POSITION_DELETES) {
                    found.add(file.copy());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + manifest.path(), e);
        }
        return found;
    }

    private boolean namesOldFiles(DeleteFile file, DeleteReading reading) {
        boolean[] names = new boolean[1];
        Long added = file.dataSequenceNumber();
        if (added != null && added <= planned.sequenceNumber()) {
            // It was there when the rows were read, and would be known if it named them.
            return false;
        }
        reading.positions(file, (dataFile, position) -> names[0] |= oldFiles.contains(dataFile));
        return names[0];
    }

    private void translate(
            DeleteFile file, String dataFile, DeleteReading reading, Map<String, Translation> positions) {
        DeletedRows before = deleted.getOrDefault(dataFile, new DeletedRows(rowsOf(dataFile)));
        if (ContentFileUtil.isDV(file)) {
            reading.vector(file, position -> translate(dataFile, position, before, positions));
        } else {
            reading.positions(file, (named, position) -> {
                if (named.equals(dataFile)) {
                    translate(dataFile, position, before, positions);
                }
            });
        }
    }

    private void translate(String dataFile, long position, DeletedRows before, Map<String, Translation> positions) {
        if (!before.contains(position)) {
            Place place = moved.placeOf(dataFile, position, before);
            positions
                    .computeIfAbsent(
                            place.file().location(),
                            location -> new Translation(
                                    place.file(), new DeletedRows(place.file().recordCount())))
                    .rows()
                    .add(place.position());
        }
    }

    private long rowsOf(String dataFile) {
        return job.files().stream()
                .map(Candidate::file)
                .filter(file -> file.location().equals(dataFile))
                .mapToLong(DataFile::recordCount)
                .findFirst()
                .orElseThrow();
    }

    private List<DeleteFile> write(Map<String, Translation> positions) {
        if (positions.isEmpty()) {
            return List.of();
        }
        Map<DataFile, DeletedRows> rows = new HashMap<>();
        positions.values().forEach(translation -> rows.put(translation.file(), translation.rows()));
        return PositionDeletes.write(table, rows);
    }
}
