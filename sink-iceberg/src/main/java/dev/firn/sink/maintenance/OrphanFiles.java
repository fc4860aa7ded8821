package dev.firn.sink.maintenance;

import dev.firn.sink.catalog.Fault;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.SupportsPrefixOperations;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes files below a table's own location that nobody lists: what crashed processes left, rewrites that were stopped, metadata that
 * the table has forgotten.
 *
 * <p>A file goes if it is older than an age, has a name as Iceberg's writers give it, is in no snapshot and in no list of staged files, is
 * not of a checkpoint yet to be prepared, and belongs to no other table, in a folder below or in this very one. The caller asks what is
 * staged first, then reads the table, and only then are files listed: whatever became needed since is younger than the age.
 */
final class OrphanFiles {

    private static final Logger LOG = LoggerFactory.getLogger(OrphanFiles.class);

    /** What is left is for the next time: so many locations are in memory at most. */
    private static final int MOST_AT_A_TIME = 100_000;

    /** As {@link dev.firn.sink.write.StageLabel} writes it. */
    private static final Pattern LABEL = Pattern.compile("firn-([A-Za-z0-9_]+)-(\\d+)-[0-9a-f-]{36}");

    /** No process is that long about one checkpoint: files with a higher number are of an earlier life of the pipeline. */
    private static final Duration LONGEST_CHECKPOINT = Duration.ofDays(30);

    private final Table table;
    private final LocationSet needed;
    private final Newest newest;
    private final Instant now;
    private final Duration age;
    private final Stop stop;

    /**
     * @param needed every file that somebody may need
     * @param now the time before it was asked what is needed
     */
    OrphanFiles(Table table, LocationSet needed, Newest newest, Instant now, Duration age, Stop stop) {
        this.table = table;
        this.needed = needed;
        this.newest = newest;
        this.now = now;
        this.age = age;
        this.stop = stop;
    }

    /**
     * The newest checkpoint that was prepared, as it was before it was asked what is staged.
     *
     * @param pipeline the pipeline, as it stands in the names of its files
     * @param checkpoint its number; 0 before the first
     */
    record Newest(String pipeline, long checkpoint) {
        Newest {
            pipeline = pipeline.replaceAll("[^A-Za-z0-9_]", "_");
        }
    }

    /**
     * What was found.
     *
     * @param files the files that went, or would go
     * @param bytes their bytes
     * @param more whether there are more, for the next time
     * @param refused why none may go; empty if they may
     */
    record Found(List<String> files, long bytes, boolean more, Optional<String> refused) {
        Found {
            files = List.copyOf(files);
        }

        private static Found refusal(String reason) {
            return new Found(List.of(), 0, false, Optional.of(reason));
        }
    }

    /** Looks for orphans, and deletes them unless it is a trial, after what is to be done before. */
    Found run(boolean trial, Runnable before) {
        FileIO io = table.io();
        if (!(io instanceof SupportsPrefixOperations store)) {
            return Found.refusal("the catalog's way to files cannot list folders ("
                    + io.getClass().getSimpleName() + "); set io-impl among the catalog's properties to one that can");
        }
        Found found = find(store);
        if (found.refused().isEmpty() && !trial && !found.files().isEmpty()) {
            before.run();
            stop.check();
            LOG.info(
                    "{}: deleting {} files that nobody lists",
                    table.name(),
                    found.files().size());
            CatalogUtil.deleteFiles(io, found.files(), "orphan", true);
        }
        return found;
    }

    private Found find(SupportsPrefixOperations store) {
        String prefix = TableLocation.prefix(table.location());
        List<FileInfo> candidates = new ArrayList<>();
        TreeSet<String> otherTables = new TreeSet<>();
        boolean more = false;
        for (FileInfo file : store.listPrefix(prefix)) {
            stop.check();
            TableLocation.nestedTable(prefix, file.location()).ifPresent(otherTables::add);
            if (needed.contains(file.location()) || !TableLocation.isOfIceberg(file.location())) {
                continue;
            }
            if (TableLocation.isMetadata(file.location())) {
                Optional<String> other = otherOwner(file);
                if (other.isPresent()) {
                    return Found.refusal(other.get());
                }
            }
            if (isOld(file) && !isInFlight(file)) {
                if (candidates.size() < MOST_AT_A_TIME) {
                    candidates.add(file);
                } else {
                    more = true;
                }
            }
        }
        candidates.removeIf(file -> otherTables.stream().anyMatch(file.location()::startsWith));
        return new Found(
                candidates.stream().map(FileInfo::location).toList(),
                candidates.stream().mapToLong(FileInfo::size).sum(),
                more,
                Optional.empty());
    }

    private boolean isOld(FileInfo file) {
        return Instant.ofEpochMilli(file.createdAtMillis()).isBefore(now.minus(age));
    }

    /** A file that is staged carries the number of the checkpoint that it is for, which is not prepared yet. */
    private boolean isInFlight(FileInfo file) {
        Matcher label = LABEL.matcher(file.location());
        return label.find()
                && label.group(1).equals(newest.pipeline())
                && Long.parseLong(label.group(2)) > newest.checkpoint()
                && Instant.ofEpochMilli(file.createdAtMillis()).isAfter(now.minus(LONGEST_CHECKPOINT));
    }

    /** A table that was renamed keeps its folder, and one that is made under the old name gets the same. */
    private Optional<String> otherOwner(FileInfo metadata) {
        if (TableLocation.nestedTable(TableLocation.prefix(table.location()), metadata.location())
                .isPresent()) {
            return Optional.empty();
        }
        try {
            Optional<String> uuid = TableLocation.uuid(table.io(), metadata.location());
            return uuid.filter(id -> !id.equals(table.uuid().toString()))
                    .map(
                            id -> "its folder has metadata of another table (" + metadata.location() + " is of " + id
                                    + "): one that was renamed, or dropped and made anew. Move that table, or remove its files by hand");
        } catch (NotFoundException gone) {
            return Optional.empty();
        } catch (IOException | RuntimeException e) {
            return isOld(metadata)
                    ? Optional.of("it cannot be told whose " + metadata.location() + " is: " + Fault.finding(e))
                    : Optional.empty();
        }
    }
}
