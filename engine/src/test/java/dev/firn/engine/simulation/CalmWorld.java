package dev.firn.engine.simulation;

import dev.firn.engine.lake.Owner;
import dev.firn.engine.load.ReadLimit;
import dev.firn.engine.pipeline.PipelineObserver;
import dev.firn.engine.pipeline.PipelineSettings;
import dev.firn.engine.pipeline.PipelineStatus;
import dev.firn.engine.pipeline.Supervisor;
import dev.firn.engine.pipeline.TablePolicy;
import dev.firn.engine.pipeline.TableStatus;
import dev.firn.engine.source.TablePattern;
import dev.firn.engine.source.TableSelection;
import dev.firn.engine.work.Backoff;
import dev.firn.schema.change.ColumnPolicies;
import dev.firn.schema.change.ColumnPolicy;
import dev.firn.schema.source.TableId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;

/** The models without trouble, for tests that tell a story. The stream keeps its seeded slices. */
final class CalmWorld {

    static final TableId ORDERS = new TableId("shop", "orders");
    static final TableSelection ALL = new TableSelection(List.of(new TablePattern("shop.*")), List.of(), Map.of());
    static final TableId EVENTS = new TableId("shop", "events");

    final Schedule schedule = new Schedule(1);
    final Faults faults = new Faults();
    final ModelDatabase database;
    final ModelLake lake;
    final Workload workload;
    final Map<TableId, Integer> loadsBegun = new HashMap<>();
    private final List<ModelStream> streams = new ArrayList<>();
    private final List<SimulatedProcess> processes = new ArrayList<>();
    Duration checkpointInterval = Duration.ofSeconds(5);
    int readsAtATime = 1;

    CalmWorld() {
        this(true);
    }

    /**
     * A world of its own.
     *
     * @param announcesDefinitions whether the database's log tells of tables
     */
    CalmWorld(boolean announcesDefinitions) {
        database = new ModelDatabase(announcesDefinitions);
        lake = new ModelLake(database, false, false, false);
        workload = new Workload(schedule, database, false);
        faults.visibleAfter = Duration.ofMillis(2);
        workload.create(Workload.keyed("orders"));
        workload.create(Workload.keyless("events"));
        change(20);
    }

    void change(int transactions) {
        for (int i = 0; i < transactions; i++) {
            workload.change();
        }
        database.makeVisible(database.end());
    }

    Supervisor newProcess() {
        return newProcess(ALL, TablePolicy.DEFAULT);
    }

    Supervisor newProcess(TableSelection selection, TablePolicy tables) {
        int number = processes.size() + 1;
        SimulatedProcess process = new SimulatedProcess("process " + number, schedule, faults);
        processes.add(process);
        PipelineSettings settings = new PipelineSettings(
                "shop",
                selection,
                tables,
                ColumnPolicies.all(ColumnPolicy.DEFAULT),
                checkpointInterval,
                1_000_000,
                1,
                readsAtATime,
                ReadLimit.NONE,
                PipelineSettings.LOAD_RECORD_INTERVAL,
                Duration.ofSeconds(10),
                new Backoff(Duration.ofMillis(200), Duration.ofSeconds(3), new Random(1)));
        return new Supervisor(
                settings,
                new ModelSource(
                        database, schedule, faults, process, lake.oracle(), streams, false, settings.selection()),
                new LakeHandle(lake, schedule, faults, process, lake.oracle()),
                new Owner("host", number, "incarnation-" + number),
                process.workers(),
                new PipelineObserver() {
                    @Override
                    public void loadBegan(TableId table) {
                        loadsBegun.merge(table, 1, Integer::sum);
                    }
                },
                process);
    }

    /** A process that has loaded all tables and follows them. */
    Supervisor newFollowing() {
        return newFollowing(ALL, TablePolicy.DEFAULT);
    }

    Supervisor newFollowing(TableSelection selection, TablePolicy tables) {
        Supervisor supervisor = newProcess(selection, tables);
        supervisor.run();
        runUntilFollowing(supervisor);
        return supervisor;
    }

    void killAll() {
        processes.forEach(SimulatedProcess::kill);
    }

    void runFor(Duration duration) {
        Instant end = schedule.now().plus(duration);
        runUntil(() -> schedule.now().isAfter(end));
    }

    void runUntil(BooleanSupplier done) {
        long most = schedule.steps() + 20_000;
        while (!done.getAsBoolean() && schedule.step()) {
            lake.oracle().check();
            if (schedule.steps() > most) {
                throw new AssertionError("It never happens");
            }
        }
    }

    void runUntil(Supervisor supervisor, TableId table, TableStatus.State state) {
        runUntil(() -> supervisor.status().tables().stream()
                .anyMatch(status -> status.table().equals(table) && status.state() == state));
    }

    void runUntilFollowing(Supervisor supervisor) {
        runUntil(() -> {
            PipelineStatus status = supervisor.status();
            return status.inFlight().isEmpty()
                    && status.lastCheckpoint().isPresent()
                    && !status.tables().isEmpty()
                    && status.tables().stream().allMatch(table -> table.state() == TableStatus.State.STREAMING);
        });
    }

    static TableStatus table(Supervisor supervisor, TableId table) {
        return supervisor.status().tables().stream()
                .filter(status -> status.table().equals(table))
                .findFirst()
                .orElseThrow();
    }

    /** Throws unless all tables show what the source has now. */
    void compareAll() {
        database.at(database.end())
                .keySet()
                .forEach(table -> lake.oracle().content().compare(table, database.end(), "now"));
    }
}
