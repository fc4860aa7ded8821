package dev.firn.sink.resolve;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.util.PartitionMap;
import org.apache.iceberg.util.Tasks;
import org.jspecify.annotations.Nullable;

/**
 * Finds the rows that have deleted keys: reads the keys, as many as memory allows at a time, passes over the files that cannot have any of them, and
 * reads the key columns of the others, several files at a time. What is read of files of the table counts against a budget; what the commit itself brings is
 * read in any case.
 */
public final class KeyLookup {

    /** After how many keys it is looked how much memory they take. */
    private static final int CHECKED_EVERY = 1024;

    private final FileIO io;
    private final KeyColumns.Table columns;
    private final Map<Integer, PartitionSpec> specs;
    private final Limits limits;
    private final @Nullable ExecutorService readers;
    private final Pace pace;
    private final LivePositions live;
    private final Map<String, Hits> hits = new ConcurrentHashMap<>();
    private final List<KeyGroup> groups = new ArrayList<>();
    private long bytesRead;
    private int unchecked;

    /**
     * What a lookup may take.
     *
     * @param readBytes bytes of key columns of files of the table
     * @param keyBytes bytes of heap for keys
     */
    public record Limits(long readBytes, long keyBytes) {

        /** 2 GB, and keys of some million deletes at a time. */
        public static final Limits DEFAULT = new Limits(2L << 30, 32L << 20);
    }

    /** Is asked while files are read, and may hold the reader back, or throw to end it. */
    public interface Pace {

        /** As fast as it goes. */
        Pace FREE = bytes -> {};

        void take(long bytes);
    }

    /** Where the files come from whose rows may have the keys. Asked once for each pass. */
    public interface RowFiles {
        void forEach(Consumer<RowFile> consumer);
    }

    /** Rows of a file that were found so far. */
    private record Hits(RowFile file, PositionDeleteIndex positions) {}

    /**
     * @param columns the columns with the types that keys are compared by
     * @param specs the table's partition specs by their ids
     * @param readers the threads that read files; null for the one that asks
     */
    public KeyLookup(
            FileIO io,
            KeyColumns.Table columns,
            Map<Integer, PartitionSpec> specs,
            Limits limits,
            @Nullable ExecutorService readers,
            Pace pace) {
        this.io = io;
        this.columns = columns;
        this.specs = specs;
        this.limits = limits;
        this.readers = readers;
        this.pace = pace;
        this.live = new LivePositions(io);
    }

    /**
     * The rows with deleted keys that are not deleted yet, by file.
     *
     * @throws BudgetExceeded before anything is read that goes beyond the budget
     */
    public List<FoundRows> find(List<KeySource> sources, RowFiles files) {
        for (KeySource source : sources) {
            for (DeleteFile keys : source.files()) {
                read(keys, source.sequence(), files);
            }
        }
        pass(files);
        List<FoundRows> found = new ArrayList<>();
        Tasks.foreach(hits.values())
                .executeWith(readers)
                .stopOnFailure()
                .throwFailureWhenFinished()
                .run(hit -> {
                    FoundRows rows = withEarlier(hit);
                    if (rows != null) {
                        synchronized (found) {
                            found.add(rows);
                        }
                    }
                });
        return found;
    }

    /** Bytes of key columns that were read of files of the table. */
    public long bytesRead() {
        return bytesRead;
    }

    private void read(DeleteFile keys, long sequence, RowFiles files) {
        if (keys.content() != FileContent.EQUALITY_DELETES) {
            throw new IllegalArgumentException(keys.location() + " has no keys");
        }
        KeyGroup group = group(KeyColumns.of(columns, keys.equalityFieldIds()));
        pace.take(keys.fileSizeInBytes());
        KeyFile.read(keys, io.newInputFile(keys), group.columns, pace, row -> {
            group.of(keys).add(row, sequence);
            unchecked++;
            if (unchecked == CHECKED_EVERY) {
                unchecked = 0;
                if (groups.stream().mapToLong(KeyGroup::bytes).sum() > limits.keyBytes()) {
                    pass(files);
                }
            }
        });
    }

    private KeyGroup group(KeyColumns columns) {
        for (KeyGroup group : groups) {
            if (group.columns.equals(columns)) {
                return group;
            }
        }
        KeyGroup group = new KeyGroup(columns);
        groups.add(group);
        return group;
    }

    /** Looks for the keys that are in memory, and forgets them. */
    private void pass(RowFiles files) {
        for (KeyGroup group : groups) {
            if (!group.isEmpty()) {
                group.settle();
                List<RowFile> candidates = new ArrayList<>();
                files.forEach(file -> {
                    if (group.mayBeIn(file)) {
                        candidates.add(file);
                    }
                });
                spend(candidates, group.columns);
                Tasks.foreach(candidates)
                        .executeWith(readers)
                        .stopOnFailure()
                        .throwFailureWhenFinished()
                        .run(file -> search(file, group));
                group.clear();
            }
        }
    }

    private void spend(List<RowFile> candidates, KeyColumns columns) {
        List<RowFile> ofTable =
                candidates.stream().filter(file -> !file.isStaged()).toList();
        long bytes = ofTable.stream()
                .mapToLong(file -> KeyColumnSize.of(file.file(), columns))
                .sum();
        bytesRead += bytes;
        if (bytesRead > limits.readBytes()) {
            throw new BudgetExceeded(bytesRead, limits.readBytes(), ofTable.size());
        }
    }

    private void search(RowFile file, KeyGroup group) {
        List<KeyScope> scopes = group.about(file);
        PositionDeleteIndex found = LivePositions.none();
        KeyFile.read(file.file(), io.newInputFile(file.file()), group.columns, pace, row -> {
            for (KeyScope scope : scopes) {
                if (scope.deletes(row.key(), file.sequence())) {
                    found.delete(row.position());
                }
            }
        });
        if (found.isNotEmpty()) {
            hits.merge(file.file().location(), new Hits(file, found), (one, other) -> {
                one.positions().merge(other.positions());
                return one;
            });
        }
    }

    private @Nullable FoundRows withEarlier(Hits hit) {
        List<DeleteFile> replaced = LivePositions.fileScoped(hit.file().deletes());
        PositionDeleteIndex earlier = live.of(hit.file().file(), hit.file().deletes());
        PositionDeleteIndex all = LivePositions.none();
        hit.positions().forEach(position -> {
            if (!earlier.isDeleted(position)) {
                all.delete(position);
            }
        });
        if (all.isEmpty()) {
            return null;
        }
        earlier.forEach(all::delete);
        return new FoundRows(hit.file().file(), all, replaced);
    }

    /** Deleted keys of the same columns. */
    private final class KeyGroup {

        private final KeyColumns columns;
        private KeyScope everywhere;
        private PartitionMap<KeyScope> partitions;

        KeyGroup(KeyColumns columns) {
            this.columns = columns;
            this.everywhere = new KeyScope(columns);
            this.partitions = PartitionMap.create(specs);
        }

        /** An equality delete without partition is about all files, one with a partition about that of the same spec alone. */
        KeyScope of(DeleteFile keys) {
            PartitionSpec spec = specs.get(keys.specId());
            if (spec == null || spec.isUnpartitioned()) {
                return everywhere;
            }
            KeyScope known = partitions.get(keys.specId(), keys.partition());
            if (known == null) {
                known = new KeyScope(columns);
                partitions.put(keys.specId(), keys.partition(), known);
            }
            return known;
        }

        boolean mayBeIn(RowFile file) {
            return about(file).stream().anyMatch(scope -> scope.mayBeIn(file.file(), file.sequence()));
        }

        List<KeyScope> about(RowFile file) {
            List<KeyScope> about = new ArrayList<>(2);
            if (everywhere.size() > 0) {
                about.add(everywhere);
            }
            KeyScope own = partitions.get(file.file().specId(), file.file().partition());
            if (own != null) {
                about.add(own);
            }
            return about;
        }

        boolean isEmpty() {
            return everywhere.size() == 0 && partitions.isEmpty();
        }

        long bytes() {
            return everywhere.bytes()
                    + partitions.values().stream().mapToLong(KeyScope::bytes).sum();
        }

        void settle() {
            everywhere.settle();
            partitions.values().forEach(KeyScope::settle);
        }

        void clear() {
            everywhere = new KeyScope(columns);
            partitions = PartitionMap.create(specs);
        }
    }
}
