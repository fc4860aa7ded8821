package dev.firn.engine.pipeline;

import dev.firn.engine.checkpoint.CheckpointState;
import dev.firn.engine.checkpoint.TableState;
import dev.firn.engine.event.SourcePosition;
import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.pipeline.FailurePolicy.Verdict;
import dev.firn.engine.source.ChangeListener;
import dev.firn.engine.source.ChangeStream;
import dev.firn.engine.source.SourceState;
import dev.firn.schema.source.TableId;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of a run from nothing to its first event: complete the newest checkpoint, compare with the source's catalog, open the stream
 * where the checkpoint left off, and take the pipeline over. Under the run's lock.
 */
final class Startup implements Recovery.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(Startup.class);

    private final RunContext run;
    private final Pipeline.Goal goal;
    private final Ownership ownership;
    private final Requests requests;
    private final Replicas replicas;
    private final CatalogWatch watch;
    private final ChangeListener events;
    private final Listener listener;
    private Recovery.@Nullable Recovered last;
    private @Nullable SourcePosition target;

    /** The checkpoint that a run takes first which goes on from none. */
    private CheckpointId first = new CheckpointId(1);

    /** The run that starts. */
    interface Listener {

        /** The newest checkpoint is complete; true if the run goes on from there. */
        boolean recovered(Recovery.Recovered recovered);

        /** The stream is open; its events wait. */
        void opened(ChangeStream stream);

        void started(Started started);

        void failed(Verdict verdict);
    }

    /**
     * A run may take events.
     *
     * @param stream the open stream
     * @param target where the source stood; null if nobody asked
     * @param next the checkpoint to fill
     * @param state what the checkpoint says by which this very run took the pipeline over, and goes on from; empty if it goes on from none
     */
    record Started(
            ChangeStream stream, @Nullable SourcePosition target, CheckpointId next, Optional<CheckpointState> state) {}

    Startup(
            RunContext run,
            Pipeline.Goal goal,
            Ownership ownership,
            Requests requests,
            Replicas replicas,
            CatalogWatch watch,
            ChangeListener events,
            Listener listener) {
        this.run = run;
        this.goal = goal;
        this.ownership = ownership;
        this.requests = requests;
        this.replicas = replicas;
        this.watch = watch;
        this.events = events;
        this.listener = listener;
    }

    void start() {
        new Recovery(run, ownership, this).start(requests.startAnew());
    }

    @Override
    public void nothingToRecover() {
        readCatalog(Optional.empty());
    }

    @Override
    public void recovered(Recovery.Recovered recovered) {
        last = recovered;
        // Who starts anew takes the tables from the catalog alone, and loads them.
        Optional<SourceState> from = requests.startAnew()
                ? Optional.empty()
                : Optional.of(recovered.state().source());
        if (from.isPresent()) {
            replicas.recall(recovered.id(), recovered.state());
        } else {
            LOG.warn("Starting anew: the position in the log is given up, and every table is loaded again");
        }
        if (listener.recovered(recovered)) {
            readCatalog(from);
        }
    }

    @Override
    public void lost(CheckpointId newest, RuntimeException why) {
        if (!requests.startAnew()) {
            listener.failed(FailurePolicy.ofRun(why));
            return;
        }
        LOG.warn("Starting anew behind checkpoint {}, of which nothing is known: {}", newest, why.getMessage());
        first = newest.next();
        readCatalog(Optional.empty());
    }

    @Override
    public void failed(Verdict verdict) {
        listener.failed(verdict);
    }

    private void readCatalog(Optional<SourceState> from) {
        CatalogView view = new CatalogView(
                run.source(),
                run.check(),
                present -> {
                    if (from.isPresent()) {
                        watch.goesOnWith(present);
                    } else {
                        watch.startsWith(present);
                    }
                    openStream(from);
                },
                listener::failed);
        run.staging().attempts().start(run.workers().commit(), view);
    }

    private void openStream(Optional<SourceState> from) {
        OpenStream open =
                new OpenStream(run.source(), goal, from, events, opened -> opened(opened, from), listener::failed);
        run.staging().attempts().start(run.workers().commit(), open);
    }

    private void opened(OpenStream.Opened opened, Optional<SourceState> from) {
        target = opened.target();
        listener.opened(opened.stream());
        if (from.isEmpty()) {
            replicas.covered(opened.identities());
        }
        watch.covered(opened.identities());
        Recovery.Recovered recovered = last;
        if (recovered == null) {
            // The first checkpoint makes the pipeline this process's own; no table of the lake is touched before.
            started(opened.stream(), first, Optional.empty());
            return;
        }
        if (from.isPresent()) {
            takeOver(
                    recovered,
                    replicas.states(),
                    state -> tookOver(opened.stream(), recovered.id(), Optional.of(state)));
        } else {
            // The tables as they were: none is what the new log makes of it at a position of the former one. The
            // first checkpoint of the new log will say that they are loaded; until then nothing is begun, and the
            // beginning may be forgotten.
            takeOver(
                    recovered,
                    recovered.tables(run.workers().timeline().now()),
                    state -> tookOver(opened.stream(), recovered.id(), Optional.empty()));
        }
    }

    private void takeOver(
            Recovery.Recovered recovered, SortedMap<TableId, TableState> tables, Consumer<CheckpointState> owned) {
        new Takeover(run, recovered, tables, null, owned, listener::failed).start();
    }

    private void tookOver(ChangeStream stream, CheckpointId recovered, Optional<CheckpointState> state) {
        started(stream, recovered.next().next(), state);
        // The rows of the recovered checkpoint are in the lake, and nobody else acts there any more.
        replicas.all().forEach(replica -> replica.takenOver(recovered));
    }

    private void started(ChangeStream stream, CheckpointId next, Optional<CheckpointState> state) {
        listener.started(new Started(stream, target, next, state));
    }
}
