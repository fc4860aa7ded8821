package dev.firn.engine.checkpoint;

import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.lake.CheckpointLog;
import dev.firn.engine.lake.CommitOutcome;
import dev.firn.engine.lake.Lake;
import dev.firn.engine.lake.PrepareOutcome;
import dev.firn.engine.lake.PreparedCheckpoint;
import dev.firn.engine.lake.TableCommit;
import dev.firn.engine.work.Attempts;
import dev.firn.engine.work.FaultPoint;
import dev.firn.engine.work.FaultPoints;
import dev.firn.engine.work.Job;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * PREPARE, then COMMIT of every changed table in parallel. Used under the run's lock; the work is done on the committing threads.
 *
 * <p>Committing is the same for a checkpoint of this process and for one that a dead process prepared: the files are listed in its
 * state, and committing them again changes nothing.
 */
public final class CheckpointProtocol {

    private final Lake lake;
    private final Attempts attempts;
    private final Executor executor;
    private final FaultPoints faults;
    private final CheckpointListener listener;

    public CheckpointProtocol(
            Lake lake, Attempts attempts, Executor executor, FaultPoints faults, CheckpointListener listener) {
        this.lake = lake;
        this.attempts = attempts;
        this.executor = executor;
        this.faults = faults;
        this.listener = listener;
    }

    /**
     * Finds the checkpoint to go on from.
     *
     * @param found gets it
     * @param failed gets a failure that time does not heal
     */
    public void findNewest(Consumer<Optional<PreparedCheckpoint>> found, Consumer<Throwable> failed) {
        attempts.start(executor, new FindNewest(lake.checkpoints(), found, failed));
    }

    /** Records the checkpoint, unless another process was faster. */
    public void prepare(PreparedCheckpoint checkpoint) {
        attempts.start(executor, new Prepare(checkpoint));
    }

    /** Commits a prepared checkpoint's tables, each as often as it takes. */
    public void commit(CheckpointId checkpoint, List<TableCommit> commits) {
        if (commits.isEmpty()) {
            listener.completed(checkpoint);
            return;
        }
        Countdown countdown = new Countdown(checkpoint, commits.size());
        commits.forEach(commit -> attempts.start(executor, new Commit(commit, countdown)));
    }

    private final class Countdown {

        private final CheckpointId checkpoint;
        private int open;

        Countdown(CheckpointId checkpoint, int open) {
            this.checkpoint = checkpoint;
            this.open = open;
        }

        void tableIsDone() {
            open--;
            if (open == 0) {
                listener.completed(checkpoint);
            }
        }
    }

    private record FindNewest(
            CheckpointLog log, Consumer<Optional<PreparedCheckpoint>> found, Consumer<Throwable> failed)
            implements Job<Optional<PreparedCheckpoint>> {

        @Override
        public String what() {
            return "read the newest checkpoint";
        }

        @Override
        public Optional<PreparedCheckpoint> perform() {
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

    private final class Prepare implements Job<PrepareOutcome> {

        private final PreparedCheckpoint checkpoint;

        Prepare(PreparedCheckpoint checkpoint) {
            this.checkpoint = checkpoint;
        }

        @Override
        public String what() {
            return "prepare checkpoint " + checkpoint.id();
        }

        @Override
        public PrepareOutcome perform() {
            faults.reach(FaultPoint.BEFORE_PREPARE, checkpoint.id().toString());
            PrepareOutcome outcome = lake.checkpoints().prepare(checkpoint);
            faults.reach(FaultPoint.AFTER_PREPARE, checkpoint.id().toString());
            if (outcome instanceof PrepareOutcome.Unknown unknown) {
                throw new OutcomeUnknown(what(), unknown.cause());
            }
            return outcome;
        }

        @Override
        public void done(PrepareOutcome outcome) {
            if (outcome instanceof PrepareOutcome.Fenced fenced) {
                listener.fenced(checkpoint.id(), fenced.winner());
            } else {
                listener.prepared(checkpoint.id());
            }
        }

        @Override
        public void gaveUp(Throwable failure) {
            listener.failed(checkpoint.id(), failure);
        }
    }

    private final class Commit implements Job<CommitOutcome> {

        private final TableCommit commit;
        private final Countdown countdown;

        Commit(TableCommit commit, Countdown countdown) {
            this.commit = commit;
            this.countdown = countdown;
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
