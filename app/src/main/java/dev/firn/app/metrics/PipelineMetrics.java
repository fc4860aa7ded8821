package dev.firn.app.metrics;

import dev.firn.engine.event.SourceMark;
import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.lake.StagedFiles;
import dev.firn.engine.pipeline.CheckpointPhase;
import dev.firn.engine.pipeline.EventCounts;
import dev.firn.engine.pipeline.PipelineObserver;
import dev.firn.engine.pipeline.SkipCause;
import dev.firn.schema.source.TableId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** Counts what the pipeline does, as it does it. Every meter exists from the start, so that a rate has a zero to begin from. */
public final class PipelineMetrics implements PipelineObserver {

    /** For how many tables at most a meter of their own is shown. */
    public static final int MOST_TABLES = 100;

    private final Counter inserts;
    private final Counter updates;
    private final Counter partialUpdates;
    private final Counter deletes;
    private final Counter appends;
    private final Counter truncates;
    private final Counter layoutChanges;
    private final Map<SkipCause, Counter> skipped = new EnumMap<>(SkipCause.class);
    private final Written byChanges;
    private final Written byLoads;
    private final Map<CheckpointPhase, Timer> phases = new EnumMap<>(CheckpointPhase.class);
    private final Counter tableCommits;
    private final Counter checkpoints;
    private final Counter loads;
    private final Counter carried;
    private final Counter retries;
    private final Counter restarts;

    public PipelineMetrics(MeterRegistry registry) {
        inserts = events(registry, "insert");
        updates = events(registry, "update");
        partialUpdates = events(registry, "partial_update");
        deletes = events(registry, "delete");
        appends = events(registry, "append");
        truncates = events(registry, "truncate");
        layoutChanges = events(registry, "layout_change");
        for (SkipCause cause : SkipCause.values()) {
            skipped.put(
                    cause,
                    Counter.builder("firn.events.skipped")
                            .description("Change events that were not applied")
                            .tag("cause", Label.of(cause))
                            .register(registry));
        }
        byChanges = new Written(registry, "changes");
        byLoads = new Written(registry, "load");
        for (CheckpointPhase phase : CheckpointPhase.values()) {
            phases.put(
                    phase,
                    Timer.builder("firn.checkpoint.phase")
                            .description("How long the phases of a checkpoint take")
                            .tag("phase", Label.of(phase))
                            .register(registry));
        }
        tableCommits = counter(registry, "firn.table.commits", "Commits of tables in the catalog");
        checkpoints = counter(registry, "firn.checkpoints", "Checkpoints that every table of theirs has committed");
        loads = counter(registry, "firn.loads", "Loads that began to read at a table's first row");
        carried = counter(
                registry, "firn.loads.carried", "Changes of columns that the load of their table was carried on with");
        retries = counter(registry, "firn.retries", "Attempts that failed and are made again");
        restarts = counter(registry, "firn.restarts", "How often the pipeline went back to its last checkpoint");
    }

    @Override
    public void eventsReceived(EventCounts counts) {
        add(inserts, counts.inserts());
        add(updates, counts.updates());
        add(partialUpdates, counts.partialUpdates());
        add(deletes, counts.deletes());
        add(appends, counts.appends());
        add(truncates, counts.truncates());
        add(layoutChanges, counts.layoutChanges());
    }

    @Override
    public void eventsSkipped(TableId table, SkipCause cause, long events) {
        Counter counter = skipped.get(cause);
        if (counter != null) {
            add(counter, events);
        }
    }

    @Override
    public void generationStaged(TableId table, StagedFiles files) {
        byChanges.add(files);
    }

    @Override
    public void loadBegan(TableId table) {
        loads.increment();
    }

    @Override
    public void columnsCarried(TableId table) {
        carried.increment();
    }

    @Override
    public void rowsLoaded(TableId table, StagedFiles files) {
        byLoads.add(files);
    }

    @Override
    public void checkpointPhase(CheckpointPhase phase, Duration took) {
        Timer timer = phases.get(phase);
        if (timer != null) {
            timer.record(took);
        }
    }

    @Override
    public void checkpointCommitted(CheckpointId id, SourceMark mark) {
        checkpoints.increment();
    }

    @Override
    public void tableCommitted(TableId table, CheckpointId checkpoint) {
        tableCommits.increment();
    }

    @Override
    public void retrying(String what, int attempt) {
        retries.increment();
    }

    @Override
    public void restarted(String reason) {
        restarts.increment();
    }

    private static void add(Counter counter, long amount) {
        counter.increment((double) amount);
    }

    private static Counter events(MeterRegistry registry, String kind) {
        return Counter.builder("firn.events")
                .description("Change events received from the source's log")
                .tag("kind", kind)
                .register(registry);
    }

    private static Counter counter(MeterRegistry registry, String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    /** What was written to files, by one origin. */
    private static final class Written {

        private final Counter rows;
        private final Counter deletes;
        private final Counter files;
        private final Counter bytes;

        Written(MeterRegistry registry, String origin) {
            rows = counter(registry, "firn.written.rows", "Rows written to data files", origin);
            deletes = counter(registry, "firn.written.deletes", "Keys written to equality delete files", origin);
            files = counter(registry, "firn.written.files", "Data and delete files written", origin);
            bytes = counter(registry, "firn.written.bytes", "Bytes of the files written", origin);
        }

        private static Counter counter(MeterRegistry registry, String name, String description, String origin) {
            return Counter.builder(name)
                    .description(description)
                    .tag("origin", origin)
                    .register(registry);
        }

        void add(StagedFiles staged) {
            PipelineMetrics.add(rows, staged.rows());
            PipelineMetrics.add(deletes, staged.deletes());
            PipelineMetrics.add(files, staged.files());
            PipelineMetrics.add(bytes, staged.bytes());
        }
    }
}
