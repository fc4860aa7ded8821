package dev.firn.engine.pipeline;

import dev.firn.engine.event.SourceMark;
import dev.firn.engine.event.SourcePosition;
import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.pipeline.CatalogView.Present;
import dev.firn.engine.pipeline.PipelineStatus.LastCheckpoint;
import dev.firn.engine.source.SourceCatalog;
import dev.firn.engine.work.Job;
import dev.firn.schema.mapping.LayoutResult;
import dev.firn.schema.source.TableId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one run does about operators' requests. Under the run's lock. */
final class RequestWork {

    private static final Logger LOG = LoggerFactory.getLogger(RequestWork.class);

    private final Requests requests;
    private final RunContext run;
    private final Replicas replicas;
    private final Host host;
    private final Set<Request> begun = new HashSet<>();
    private final List<Passing> untilPassed = new ArrayList<>();
    private final List<Awaited<LastCheckpoint>> untilCommitted = new ArrayList<>();
    private final List<Awaited<SealedCheckpoint>> untilPrepared = new ArrayList<>();

    /** The run, as far as requests need it. */
    interface Host {

        /** Whether it follows the log, and neither begins nor ends. */
        boolean isFollowing();

        /** The checkpoint that is being filled. */
        CheckpointId filling();

        /** Where the run began; empty before the first checkpoint. */
        String startedAt();

        /** A checkpoint is due, also if nothing has changed. */
        void checkpointIsDue();

        /** Looks whether something has become possible. */
        void progressed();

        /** Asks for a last checkpoint that says that the pipeline is paused. */
        void pause();
    }

    /** A flush that waits for the stream to pass what the source had when it was asked for. */
    private record Passing(SourcePosition position, Request.Flush flush) {}

    /** An answer that waits for a checkpoint. */
    private record Awaited<T>(CheckpointId checkpoint, Consumer<T> answer) {}

    RequestWork(Requests requests, RunContext run, Replicas replicas, Host host) {
        this.requests = requests;
        this.run = run;
        this.replicas = replicas;
        this.host = host;
    }

    /** Begins what was asked for since the last call; nothing behind a pause, which is for the next run. */
    void begin() {
        for (Request request : requests.open()) {
            if (host.isFollowing() && begun.add(request)) {
                begin(request);
            }
        }
    }

    private void begin(Request request) {
        if (request instanceof Request.Flush flush) {
            run.staging().attempts().start(run.workers().commit(), new AskPosition(flush));
        } else if (request instanceof Request.Resync resync) {
            run.staging().attempts().start(run.workers().commit(), new LookUp(resync));
        } else if (request instanceof Request.Pause) {
            host.pause();
        } else if (request instanceof Request.StartAnew anew) {
            untilPrepared.add(
                    new Awaited<>(host.filling(), checkpoint -> anew.answer().complete(checkpoint.id())));
            host.checkpointIsDue();
        } else if (request instanceof Request.Resume resume) {
            // A run that follows the log has said so in a checkpoint of its own.
            resume.answer().complete(new Resumed(host.startedAt()));
        }
    }

    boolean awaitsPosition() {
        return !untilPassed.isEmpty();
    }

    /** The stream stands between two transactions. */
    void passed(SourceMark mark) {
        for (Iterator<Passing> rest = untilPassed.iterator(); rest.hasNext(); ) {
            Passing passing = rest.next();
            if (mark.position().reached(passing.position())) {
                rest.remove();
                host.checkpointIsDue();
                untilCommitted.add(new Awaited<>(host.filling(), passing.flush().answer()::complete));
            }
        }
    }

    void prepared(SealedCheckpoint checkpoint) {
        answer(untilPrepared, checkpoint.id(), checkpoint);
    }

    void committed(LastCheckpoint checkpoint) {
        answer(untilCommitted, checkpoint.id(), checkpoint);
    }

    private static <T> void answer(List<Awaited<T>> waiting, CheckpointId reached, T with) {
        List<Awaited<T>> due = waiting.stream()
                .filter(awaited -> awaited.checkpoint().compareTo(reached) <= 0)
                .toList();
        waiting.removeAll(due);
        due.forEach(awaited -> awaited.answer().accept(with));
    }

    private void load(Request.Resync resync, Present present) {
        SortedSet<TableId> queued = new TreeSet<>();
        SortedMap<TableId, String> refused = new TreeMap<>();
        for (TableId table : resync.tables()) {
            Replica replica = replicas.get(table);
            SourceCatalog.Refusal refusal = present.refusals().get(table);
            LayoutResult now = present.layouts().get(table);
            if (replica == null) {
                refused.put(table, "the pipeline does not follow it");
            } else if (refusal != null) {
                refused.put(table, refusal.reason() + "; " + refusal.remedy());
            } else if (now instanceof LayoutResult.Replicable replicable) {
                // The stream may be behind the catalog: rows under an older layout are not to begin the load.
                replica.loadBehind(
                        present.position(), present.identity(table), replicable.layout(), "it was asked for");
                queued.add(table);
            } else if (now instanceof LayoutResult.Refused problems) {
                refused.put(table, Replicas.reason(problems));
            } else {
                refused.put(table, "the source has no such table");
            }
        }
        if (queued.isEmpty()) {
            resync.answer().complete(new Resynced(queued, refused));
            return;
        }
        untilPrepared.add(new Awaited<>(host.filling(), checkpoint -> {
            queued.removeIf(table -> isGivenUp(table, checkpoint, refused));
            resync.answer().complete(new Resynced(queued, refused));
        }));
        host.checkpointIsDue();
        host.progressed();
    }

    /** Whether the table was stopped or dropped before the checkpoint could say that it is to be loaded. */
    private boolean isGivenUp(TableId table, SealedCheckpoint checkpoint, Map<TableId, String> refused) {
        if (checkpoint.loading().contains(table)) {
            return false;
        }
        Replica replica = replicas.get(table);
        refused.put(
                table,
                replica != null && replica.standing() instanceof Standing.Stopped stopped
                        ? stopped.reason() + "; " + stopped.remedy()
                        : "it was stopped or dropped meanwhile; ask again");
        return true;
    }

    /** Asks where the source stands: what it has committed by now is to be in the checkpoint that answers. */
    private final class AskPosition implements Job<SourcePosition> {

        private final Request.Flush flush;

        AskPosition(Request.Flush flush) {
            this.flush = flush;
        }

        @Override
        public String what() {
            return "ask where the source stands, to flush up to there";
        }

        @Override
        public SourcePosition perform() {
            return run.loading().reader().currentPosition();
        }

        @Override
        public void done(SourcePosition position) {
            untilPassed.add(new Passing(position, flush));
            host.progressed();
        }

        @Override
        public void gaveUp(Throwable failure) {
            LOG.warn("Cannot {}", what(), failure);
            flush.refuse("The source does not say where it stands: " + FailurePolicy.message(failure));
        }
    }

    /**
     * Asks the source's catalog how the tables are now: the layout that a stopped table had may lack columns, and a table that is gone may be
     * there again.
     */
    private final class LookUp implements Job<Present> {

        private final Request.Resync resync;

        LookUp(Request.Resync resync) {
            this.resync = resync;
        }

        @Override
        public String what() {
            return "look up " + resync.tables() + ", to be loaded again";
        }

        @Override
        public boolean wanted() {
            return resync.isOpen();
        }

        @Override
        public Present perform() {
            return Present.readAndCover(run.source(), run.check());
        }

        @Override
        public void done(Present present) {
            if (host.isFollowing()) {
                load(resync, present);
            }
        }

        @Override
        public void gaveUp(Throwable failure) {
            LOG.warn("Cannot {}", what(), failure);
            resync.refuse("The tables cannot be looked up at the source, and stand as they did: "
                    + FailurePolicy.message(failure));
        }
    }
}
