package dev.firn.sink.checkpoint;

import dev.firn.engine.lake.CheckpointLog;
import dev.firn.engine.lake.LakeException;
import dev.firn.engine.lake.LakeException.Scope;
import dev.firn.engine.lake.PrepareOutcome;
import dev.firn.engine.lake.PreparedCheckpoint;
import dev.firn.engine.lake.StateLost;
import dev.firn.sink.catalog.Fault;
import dev.firn.sink.catalog.WriteSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.ValidationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of a pipeline in its checkpoint table. The newest is named by the table's properties, which are set by the commit that
 * prepares it. Used by one thread at a time, {@link #peek} excepted.
 */
public final class IcebergCheckpointLog implements CheckpointLog {

    private static final Logger LOG = LoggerFactory.getLogger(IcebergCheckpointLog.class);
    private static final int READ_ATTEMPTS = 5;

    private final CheckpointTable checkpointTable;
    private final Retention retention;
    private final WriteSettings settings;
    private final Clock clock;

    /** The entry that the next checkpoint must stand on; null for none. */
    private @Nullable Entry known;

    private @Nullable Table table;
    private boolean branchlessTold;

    public IcebergCheckpointLog(CheckpointTable checkpointTable, WriteSettings settings, Clock clock) {
        this(checkpointTable, settings, clock, Retention.DEFAULT);
    }

    IcebergCheckpointLog(CheckpointTable checkpointTable, WriteSettings settings, Clock clock, Retention retention) {
        this.checkpointTable = checkpointTable;
        this.retention = retention;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * How long snapshots of the checkpoint table are kept. Rows stay for ever: no snapshot removes any.
     *
     * @param everyCheckpoints how often old snapshots are expired
     * @param snapshots how many are kept at least
     * @param mostSnapshots how many are kept at most: all of them are in the metadata that each commit writes anew, and while tables are
     *     loaded there is a checkpoint every few seconds
     * @param age how long a snapshot is kept at least, if there are not too many
     */
    record Retention(int everyCheckpoints, int snapshots, int mostSnapshots, Duration age) {
        static final Retention DEFAULT = new Retention(100, 100, 1_000, Duration.ofDays(3));
    }

    @Override
    public void setAsideIfBroken() {
        try {
            checkpointTable.setAsideIfBroken();
            table = null;
        } catch (RuntimeException e) {
            throw diagnosis("Cannot look whether anything can be added to the checkpoints", e);
        }
    }

    /** The newest checkpoint, without its history, which stands in the table's rows. */
    @Override
    public Optional<PreparedCheckpoint> newest() {
        try {
            Optional<Read> read = read();
            known = read.map(Read::entry).orElse(null);
            table = null;
            return read.map(Read::checkpoint);
        } catch (LostEntry e) {
            known = e.entry();
            table = null;
            throw stateLost(e);
        } catch (RuntimeException e) {
            throw diagnosis("Cannot read the newest checkpoint", e);
        }
    }

    private StateLost stateLost(LostEntry lost) {
        return new StateLost(
                lost.entry().checkpoint(),
                lost.entry().owner(),
                "Cannot read the newest checkpoint, " + lost.entry().checkpoint() + ", in " + checkpointTable.name()
                        + ": the file of its state, " + lost.entry().state() + ", is "
                        + (lost.getCause() instanceof NotFoundException ? "gone" : "damaged"),
                lost);
    }

    @Override
    public Optional<PreparedCheckpoint> peek() {
        try {
            return read().map(Read::checkpoint);
        } catch (LostEntry e) {
            throw new LakeException(Scope.LAKE, String.valueOf(stateLost(e).getMessage()), e);
        } catch (RuntimeException e) {
            throw diagnosis("Cannot read the newest checkpoint", e);
        }
    }

    /** An entry whose state cannot be read, and will not be. */
    private static final class LostEntry extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient Entry entry;

        LostEntry(Entry entry, RuntimeException cause) {
            super(cause.getMessage(), cause);
            this.entry = entry;
        }

        Entry entry() {
            return entry;
        }
    }

    /**
     * An entry with its state.
     *
     * @param entry what the table's properties say
     * @param checkpoint what it means
     */
    private record Read(Entry entry, PreparedCheckpoint checkpoint) {}

    private Optional<Read> read() {
        for (int attempt = 1; ; attempt++) {
            Table loaded = checkpointTable.load().orElse(null);
            Entry entry =
                    loaded == null ? null : Entry.read(loaded.properties()).orElse(null);
            if (loaded == null || entry == null) {
                return Optional.empty();
            }
            try {
                String state = StateFile.read(loaded.io(), loaded.schema(), entry.state());
                return Optional.of(
                        new Read(entry, new PreparedCheckpoint(entry.checkpoint(), entry.owner(), state, List.of())));
            } catch (NotFoundException outdated) {
                // Whoever owns the pipeline went several checkpoints on since the table was read.
                if (attempt == READ_ATTEMPTS) {
                    throw new LostEntry(entry, outdated);
                }
            } catch (StateFile.UnreadableFile damaged) {
                throw new LostEntry(entry, damaged);
            }
        }
    }

    @Override
    public PrepareOutcome prepare(PreparedCheckpoint checkpoint) {
        String attempt = "Cannot prepare checkpoint " + checkpoint.id();
        @Nullable Preparation preparation = null;
        try {
            Table current = table();
            // The transaction reads the table, so that looking at it costs nothing more.
            Transaction transaction = current.newTransaction();
            Optional<PrepareOutcome> before = outcome(transaction.table(), checkpoint);
            if (before.isPresent()) {
                return before.get();
            }
            preparation = new Preparation(current, transaction, settings, known, checkpoint, clock.instant());
            Entry entry = preparation.commit();
            succeeded(current, entry);
            return new PrepareOutcome.Prepared();
        } catch (RuntimeException e) {
            return afterFailure(attempt, checkpoint, preparation, e);
        }
    }

    private Table table() {
        Table present = table;
        if (present == null) {
            // A table that held a checkpoint is never made anew: without it nobody knows what was replicated.
            present = known == null
                    ? checkpointTable.loadOrCreate()
                    : checkpointTable.load().orElseThrow(this::lost);
            table = present;
        }
        return present;
    }

    private LakeException lost() {
        return new LakeException(
                Scope.LAKE,
                "The checkpoint table " + checkpointTable.name()
                        + " was dropped, or made anew, while this process ran; restore it, or drop it and start again, which loads every"
                        + " table anew",
                null);
    }

    /** What the table says about the checkpoint already; empty if it can be prepared. */
    private Optional<PrepareOutcome> outcome(Table current, PreparedCheckpoint checkpoint) {
        Optional<Entry> found = Entry.read(current.properties());
        if (found.isPresent() && found.get().is(checkpoint.id(), checkpoint.owner())) {
            known = found.get();
            return Optional.of(new PrepareOutcome.Prepared());
        }
        if (OwnershipGuard.isSame(known, found)) {
            return Optional.empty();
        }
        if (found.isEmpty()) {
            throw lost();
        }
        return Optional.of(new PrepareOutcome.Fenced(found.get().owner()));
    }

    private PrepareOutcome afterFailure(
            String attempt,
            PreparedCheckpoint checkpoint,
            @Nullable Preparation preparation,
            RuntimeException failure) {
        try {
            Table fresh = checkpointTable.load().orElse(null);
            table = fresh;
            Optional<PrepareOutcome> outcome = fresh == null ? Optional.empty() : outcome(fresh, checkpoint);
            if (outcome.isPresent()) {
                if (preparation != null && failure instanceof ValidationException) {
                    preparation.discard();
                }
                return outcome.get();
            }
        } catch (RuntimeException e) {
            Fault.alsoFound(failure, e);
        }
        LakeException diagnosis = diagnosis(attempt, failure);
        if (diagnosis.scope() == Scope.TRANSIENT) {
            return new PrepareOutcome.Unknown(diagnosis);
        }
        throw diagnosis;
    }

    private void succeeded(Table current, Entry entry) {
        Entry before = known;
        known = entry;
        try {
            deleteUnlisted(current, before, entry);
            StateBranch.limit(current);
            if (entry.checkpoint().number() % retention.everyCheckpoints() == 0) {
                expire(current);
            }
        } catch (RuntimeException e) {
            LOG.warn("The checkpoint table could not be tidied: {}", Fault.finding(e));
        }
    }

    /** Deletes outdated states, but for those that snapshots list: these go when the snapshots do. */
    private void deleteUnlisted(Table current, @Nullable Entry before, Entry entry) {
        List<String> outdated = new ArrayList<>(before == null ? List.of() : before.earlierStates());
        outdated.removeAll(entry.earlierStates());
        if (StateBranch.isIn(current)) {
            outdated.removeIf(state -> !StateFile.isUnlisted(state));
        } else if (!branchlessTold) {
            branchlessTold = true;
            LOG.warn(
                    "The catalog keeps no branches of tables, so that no snapshot lists the file of {} that Firn goes on from, {}: let nobody"
                            + " remove orphan files there",
                    checkpointTable.name(),
                    entry.state());
        }
        CatalogUtil.deleteFiles(current.io(), outdated, "outdated state", false);
    }

    /** Only Firn does so, which is why it is forbidden before and after. */
    private void expire(Table current) {
        setGarbageCollection(current, true);
        try {
            current.expireSnapshots()
                    .expireOlderThan(oldestKept(current))
                    .retainLast(retention.snapshots())
                    .commit();
        } finally {
            setGarbageCollection(current, false);
        }
    }

    private static void setGarbageCollection(Table current, boolean enabled) {
        current.updateProperties()
                .set(CheckpointTable.GARBAGE_COLLECTION, Boolean.toString(enabled))
                .commit();
    }

    private long oldestKept(Table current) {
        long tooOld = clock.instant().minus(retention.age()).toEpochMilli();
        List<Long> newestFirst = new ArrayList<>();
        current.snapshots().forEach(snapshot -> newestFirst.add(snapshot.timestampMillis()));
        newestFirst.sort(Comparator.reverseOrder());
        return newestFirst.size() <= retention.mostSnapshots()
                ? tooOld
                : Math.max(tooOld, newestFirst.get(retention.mostSnapshots() - 1));
    }

    /** What would hurt one table hurts the whole pipeline here. */
    private LakeException diagnosis(String attempt, RuntimeException failure) {
        String what = attempt + " in " + checkpointTable.name();
        LakeException diagnosis = Fault.exception(what, failure);
        if (diagnosis.scope() != Scope.TABLE) {
            return diagnosis;
        }
        String instead = Fault.of(failure) == Fault.FILE_MISSING
                ? "start once by firn run --start-anew, which loads every table again while readers keep what they have"
                : "drop it and start again, which loads every table anew";
        return new LakeException(
                Scope.LAKE,
                what + ": " + Fault.finding(failure) + "; restore the checkpoint table, or " + instead,
                failure);
    }
}
