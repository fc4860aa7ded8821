package dev.firn.sink.maintenance;

import dev.firn.sink.maintenance.FileRewrite.Moved;
import dev.firn.sink.maintenance.FileRewrite.Moved.Place;
import dev.firn.sink.resolve.FoundRows;
import dev.firn.sink.resolve.LivePositions;
import dev.firn.sink.table.FirnProperties;
import dev.firn.sink.write.PositionDeletes;
import dev.firn.sink.write.WriteTarget;
import java.util.ArrayList;
import java.util.Collection;
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
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.util.ContentFileUtil;
import org.apache.iceberg.util.PartitionSet;
import org.apache.iceberg.util.SnapshotUtil;
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
    private final LivePositions live;
    private final PartitionSet partition;
    private final Map<String, DataFile> oldFiles = new HashMap<>();
    private final List<String> unused = new ArrayList<>();

    RewriteCommit(
            Table table, Snapshot planned, RewriteJob job, Map<String, DeletedRows> deleted, Moved moved, Stop stop) {
        this.table = table;
        this.planned = planned;
        this.job = job;
        this.deleted = deleted;
        this.moved = moved;
        this.stop = stop;
        this.live = new LivePositions(table.io());
        this.partition = PartitionSet.create(table.specs());
        DataFile one = job.files().get(0).file();
        partition.add(one.specId(), one.partition());
        job.files().forEach(candidate -> oldFiles.put(candidate.file().location(), candidate.file()));
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
                if (!SnapshotUtil.isAncestorOf(table, seen.snapshotId(), planned.snapshotId())) {
                    // Rows that were deleted then may be there again.
                    return lost("its history does not lead to the snapshot any more that was read");
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
                    if (!has(oldFiles.keySet())) {
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
        List<DeleteFile> translated =
                PositionDeletes.write(WriteTarget.of(table), FileRewrite.label(table), landed.positions());
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
        // Also for what was stopped: whether a commit was made is asked to the end.
        new SnapshotFiles(table, current, new Stop()).forEachData(file -> missing.remove(file.location()));
        return missing.isEmpty();
    }

    /**
     * Deletes by position that are in the table now and name old files.
     *
     * @param replaced their files, those that were known when the rows were read among them, which go with the old files
     * @param positions the rows of the new files that they delete beyond those
     */
    private record Landed(List<DeleteFile> replaced, Collection<FoundRows> positions) {}

    /** Empty if there are deletes that are for other files as well, which cannot be taken apart. */
    private Optional<Landed> landedSince(Snapshot seen) {
        Set<String> known = new HashSet<>();
        job.files().forEach(candidate -> candidate.deletes().forEach(file -> known.add(id(file))));
        Map<String, DeleteFile> replaced = new LinkedHashMap<>();
        Map<String, FoundRows> positions = new TreeMap<>();
        for (DeleteFile file : positionDeletes(seen)) {
            DataFile dataFile = oldFiles.get(ContentFileUtil.referencedDataFileLocation(file));
            if (dataFile != null) {
                replaced.put(id(file), file);
                if (!known.contains(id(file))) {
                    translate(file, dataFile, positions);
                }
            } else if (!known.contains(id(file))) {
                return Optional.empty();
            }
        }
        return Optional.of(new Landed(List.copyOf(replaced.values()), positions.values()));
    }

    private static String id(DeleteFile file) {
        return file.location() + "@" + file.contentOffset();
    }

    /** Those that name old files, and those that came since the rows were read and may do so among others. */
    private List<DeleteFile> positionDeletes(Snapshot seen) {
        List<DeleteFile> found = new ArrayList<>();
        new SnapshotFiles(table, seen, stop).forEachDelete(file -> {
            if (file.content() == FileContent.POSITION_DELETES) {
                String dataFile = ContentFileUtil.referencedDataFileLocation(file);
                if (dataFile == null ? mayNameOldFiles(file) : oldFiles.containsKey(dataFile)) {
                    found.add(file.copy());
                }
            }
        });
        return found;
    }

    private boolean mayNameOldFiles(DeleteFile file) {
        Long added = file.dataSequenceNumber();
        boolean isNew = added == null || added > planned.sequenceNumber();
        return isNew && partition.contains(file.specId(), file.partition());
    }

    private void translate(DeleteFile file, DataFile dataFile, Map<String, FoundRows> positions) {
        DeletedRows before = deleted.getOrDefault(dataFile.location(), new DeletedRows(dataFile.recordCount()));
        live.of(dataFile, List.of(file)).forEach(position -> {
            if (position < dataFile.recordCount() && !before.contains(position)) {
                Place place = moved.placeOf(dataFile.location(), position, before);
                positions
                        .computeIfAbsent(
                                place.file().location(),
                                location -> new FoundRows(place.file(), LivePositions.none(), List.of()))
                        .positions()
                        .delete(place.position());
            }
        });
    }
}
