package dev.firn.engine.checkpoint;

import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.lake.CheckpointLog;
import dev.firn.engine.lake.CommitOutcome;
import dev.firn.engine.lake.Lake;
import dev.firn.engine.lake.Owner;
import dev.firn.engine.lake.PrepareOutcome;
import dev.firn.engine.lake.PreparedCheckpoint;
import dev.firn.engine.lake.PresentRows;
import dev.firn.engine.lake.Resolution;
import dev.firn.engine.lake.TableCommit;
import dev.firn.engine.work.Attempts;
import dev.firn.engine.work.FaultPoint;
import dev.firn.engine.work.FaultPoints;
import dev.firn.engine.work.Job;
import dev.firn.schema.source.TableId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Resolving of deletes, PREPARE, then COMMIT of every changed table in parallel. Used under the run's lock; the work is done on the committing threads.
 *
 * <p>Committing is the same for a checkpoint of this process and for one that a dead process prepared: the files are listed in its
 * state, and committing them again changes nothing.
 */
public final class CheckpointProtocol {

    private final Lake lake;
    private final Attempts attempts;
    private final Executor executor;
    private final FaultPoints faults;

    public CheckpointProtocol(Lake lake, Attempts attempts, Executor executor, FaultPoints faults) {
        this.lake = lake;
        this.attempts = attempts;
        this.executor = executor;
        this.faults = faults;
    }

    /**
     * Finds the checkpoint to go on from.
     *
     * @param anew whether a log that nothing can be added to is set aside first
     * @param found gets it
     * @param failed gets a failure that time does not heal
     */
    public void findNewest(boolean anew, Consumer<Optional<PreparedCheckpoint>> found, Consumer<Throwable> failed) {
        attempts.start(executor, new FindNewest(lake.checkpoints(), anew, found, failed));
    }

    /**
     * Looks up where the rows are that commits delete, before their checkpoint is prepared, and what rows lack that they add.
     *
     * @param present the source's rows, for what the lake does not know
     * @param stillWanted whether a table still takes part
     */
    public void resolve(
            CheckpointId checkpoint,
            List<TableCommit> commits,
            Function<TableId, PresentRows> present,
            Predicate<TableId> stillWanted,
            ResolveListener listener) {
        Countdown countdown = new Countdown(commits.size(), () -> listener.allResolved(checkpoint));
        commits.forEach(commit -> attempts.start(
                executor, new Resolve(commit, present.apply(commit.table()), stillWanted, countdown, listener)));
    }

    /** Records the checkpoint, unless another process was faster. */
    public void prepare(PreparedCheckpoint checkpoint, PrepareListener listener) {
        attempts.start(executor, new Prepare(checkpoint, listener));
    }

    /** Records the state as a checkpoint that commits nothing and has no history, unless another process was faster. */
    public void record(CheckpointId id, Owner owner, CheckpointState state, PrepareListener listener) {
        attempts.start(executor, new RecordProgress(id, owner, state, listener));
    }

    /** Commits a prepared checkpoint's tables, each as often as it takes. */
    public void commit(CheckpointId checkpoint, List<TableCommit> commits, CommitListener listener) {
        if (commits.isEmpty()) {
            listener.completed(checkpoint);
            return;
        }
        Countdown countdown = new Countdown(commits.size(), () -> listener.completed(checkpoint));
        commits.forEach(commit -> attempts.start(executor, new Commit(commit, countdown, listener)));
    }

    private static final class Countdown {

        private final Runnable allDone;
        private int open;

        Countdown(int open, Runnable allDone) {
            this.open = open;
            this.allDone = allDone;
        }

        void tableIsDone() {
            open--;
            if (open == 0) {
                allDone.run();
            }
        }
    }

    private record FindNewest(
            CheckpointLog log, boolean anew, Consumer<Optional<PreparedCheckpoint>> found, Consumer<Throwable> failed)
            implements Job<Optional<PreparedCheckpoint>> {

        @Override
        public String what() {
            return "read the newest checkpoint";
        }

        @Override
        public Optional<PreparedCheckpoint> perform() {
            if (anew) {
                log.setAsideIfBroken();
            }
            return log.newest();
        }

        @Override
        public void done(Optional<PreparedCheckpoint> newest) {
            found.accept(newest);
        }

        @Override
        public void gaveUp(Throwable failure) {
            failed.accept(failure);
        }
    }

    /** The compare-and-set that makes a checkpoint the newest. */
    private abstract class NewestEntry implements Job<PrepareOutcome> {

        private final CheckpointId id;
        private final PrepareListener listener;

        NewestEntry(CheckpointId id, PrepareListener listener) {
            this.id = id;
            this.listener = listener;
        }

        final CheckpointId id() {
            return id;
        }

        final PrepareOutcome enter(PreparedCheckpoint checkpoint, FaultPoint before, FaultPoint after) {
            faults.reach(before, id.toString());
            PrepareOutcome outcome = lake.checkpoints().prepare(checkpoint);
            faults.reach(after, id.toString());
            if (outcome instanceof PrepareOutcome.Unknown unknown) {
                throw new OutcomeUnknown(what(), unknown.cause());
            }
            return outcome;
        }

        @Override
        public final void done(PrepareOutcome outcome) {
            if (outcome instanceof PrepareOutcome.Fenced fenced) {
                listener.fenced(id, fenced.winner());
            } else {
                listener.prepared(id);
            }
        }

        @Override
        public final void gaveUp(Throwable failure) {
            listener.failed(id, failure);
        }
    }

    private final class Prepare extends NewestEntry {

        private final PreparedCheckpoint checkpoint;

        Prepare(PreparedCheckpoint checkpoint, PrepareListener listener) {
            super(checkpoint.id(), listener);
            this.checkpoint = checkpoint;
        }

        @Override
        public String what() {
            return "prepare checkpoint " + id();
        }

        @Override
        public PrepareOutcome perform() {
            return enter(checkpoint, FaultPoint.BEFORE_PREPARE, FaultPoint.AFTER_PREPARE);
        }
    }

    private final class RecordProgress extends NewestEntry {

        private final Owner owner;
        private final CheckpointState state;

        RecordProgress(CheckpointId id, Owner owner, CheckpointState state, PrepareListener listener) {
            super(id, listener);
            this.owner = owner;
            this.state = state;
        }

        @Override
        public String what() {
            return "record how far loads are, as checkpoint " + id();
        }

        @Override
        public PrepareOutcome perform() {
            // The state may be long, and whoever asked holds the run's lock: it becomes text here.
            PreparedCheckpoint checkpoint =
                    new PreparedCheckpoint(id(), owner, CheckpointCodec.encode(state), List.of());
            return enter(checkpoint, FaultPoint.BEFORE_RECORD, FaultPoint.AFTER_RECORD);
        }
    }

    private final class Resolve implements Job<TableCommit> {

        /** With what an earlier attempt has completed. Attempts come one after another. */
        private volatile TableCommit commit;

        private final PresentRows present;
        private final Predicate<TableId> stillWanted;
        private final Countdown countdown;
        private final ResolveListener listener;

        Resolve(
                TableCommit commit,
                PresentRows present,
                Predicate<TableId> stillWanted,
                Countdown countdown,
                ResolveListener listener) {
            this.commit = commit;
            this.present = present;
            this.stillWanted = stillWanted;
            this.countdown = countdown;
            this.listener = listener;
        }

        @Override
        public String what() {
            return "find the rows that checkpoint " + commit.checkpoint() + " deletes from " + commit.table();
        }

        @Override
        public TableCommit perform() throws InterruptedException {
            faults.reach(FaultPoint.BEFORE_RESOLVE, commit.table().toString());
            if (commit.lacksValues()) {
                commit = lake.tables().complete(commit, present);
            }
            TableCommit resolved = lake.tables().resolve(commit);
            faults.reach(FaultPoint.AFTER_RESOLVE, commit.table().toString());
            return resolved;
        }

        @Override
        public boolean wanted() {
            return stillWanted.test(commit.table());
        }

        @Override
        public void done(TableCommit resolved) {
            listener.resolved(resolved);
            countdown.tableIsDone();
        }

        @Override
        public void abandoned() {
            countdown.tableIsDone();
        }

        @Override
        public void gaveUp(Throwable failure) {
            listener.failed(commit.table(), failure);
            countdown.tableIsDone();
        }

        /** No checkpoint will name what was written. */
        @Override
        public void unwanted(TableCommit resolved) {
            Resolution places = resolved.resolution();
            if (places != null) {
                places.runs().forEach(run -> lake.tables().discard(commit.table(), run.deletes()));
            }
        }
    }

    private final class Commit implements Job<CommitOutcome> {

        private final TableCommit commit;
        private final Countdown countdown;
        private final CommitListener listener;

        Commit(TableCommit commit, Countdown countdown, CommitListener listener) {
            this.commit = commit;
            this.countdown = countdown;
            this.listener = listener;
        }

        @Override
        public String what() {
            return "commit checkpoint " + commit.checkpoint() + " to " + commit.table();
        }

        @Override
        public CommitOutcome perform() {
            faults.reach(FaultPoint.BEFORE_COMMIT, commit.table().toString());
            CommitOutcome outcome = lake.tables().commit(commit);
            faults.reach(FaultPoint.AFTER_COMMIT, commit.table().toString());
            if (outcome instanceof CommitOutcome.Unknown unknown) {
                throw new OutcomeUnknown(what(), unknown.cause());
            }
            return outcome;
        }

        @Override
        public void done(CommitOutcome outcome) {
            if (outcome instanceof CommitOutcome.Rejected rejected) {
                listener.rejected(commit.table(), rejected.reason());
            } else if (outcome instanceof CommitOutcome.ChangedByOthers changed) {
                listener.changedByOthers(commit.table(), changed.finding());
            } else if (outcome instanceof CommitOutcome.FilesGone gone) {
                listener.filesGone(commit.table(), gone.finding());
            } else {
                listener.committed(commit);
            }
            countdown.tableIsDone();
        }

        @Override
        public void gaveUp(Throwable failure) {
            listener.failed(commit.table(), failure);
            countdown.tableIsDone();
        }
    }
}
