package dev.firn.engine.simulation;

import dev.firn.engine.lake.Owner;
import dev.firn.engine.load.ReadLimit;
import dev.firn.engine.pipeline.Exit;
import dev.firn.engine.pipeline.ExitReason;
import dev.firn.engine.pipeline.PipelineObserver;
import dev.firn.engine.pipeline.PipelineSettings;
import dev.firn.engine.pipeline.PipelineStatus;
import dev.firn.engine.pipeline.Supervisor;
import dev.firn.engine.pipeline.TablePolicy;
import dev.firn.engine.pipeline.TablePolicy.NewTables;
import dev.firn.engine.pipeline.TableStatus;
import dev.firn.engine.source.TablePattern;
import dev.firn.engine.source.TableSelection;
import dev.firn.engine.work.Backoff;
import dev.firn.schema.change.ColumnPolicies;
import dev.firn.schema.change.ColumnPolicy;
import dev.firn.schema.source.TableId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** One life of a pipeline under one seed: a while of changes, faults, crashes and restarts, then peace, in which all must come right. */
final class Simulation {

    static final long MEMORY_BYTES = 5_000;

    private static final Duration TROUBLE = Duration.ofSeconds(90);
    private static final long MOST_STEPS = 200_000;

    final Schedule schedule;
    final Faults faults = new Faults();
    final ModelDatabase database;
    final ModelLake lake;
    final Oracle oracle;
    private final Workload workload;
    private final Redefinitions redefinitions;
    private final Operator operator;
    private final List<ModelStream> streams = new ArrayList<>();
    private final List<Running> processes = new ArrayList<>();
    private final SimulatedProcess world;
    private final boolean oneStreamAtATime;
    private final double alterRate;
    private final double pauseRate;
    private final double structureRate;
    private final TablePolicy.OnRename onRename;
    private final double lossRate;
    private boolean peace;

    /** The log is lost, as a process said when it ended: the operator lets the next one begin anew. */
    private boolean logIsLost;

    private int started;
    private int crashes;

    /** A process and what runs in it. */
    private record Running(SimulatedProcess process, Supervisor supervisor, List<Exit> exits) {

        boolean isOver() {
            return !process.isAlive() || !exits.isEmpty();
        }
    }

    /** One seed of so many has a lake that deletes by places. */
    private static final int RESOLVING = 3;

    Simulation(long seed, Set<Faults.BrokenPromise> broken) {
        this.schedule = new Schedule(seed);
        this.faults.broken.addAll(broken);
        this.world = new SimulatedProcess("world", schedule, faults);
        this.faults.transientRate = rate(0.02, 0.1);
        this.faults.unknownRate = rate(0.05, 0.3);
        this.faults.crashRate = rate(0.005, 0.03);
        this.faults.streamBreakRate = rate(0.002, 0.02);
        this.faults.stagedFileVanished = rate(0.1, 0.4);
        this.faults.streamPause = Duration.ofMillis(schedule.chance(0.7) ? 400 : 2500);
        this.faults.stagePause = Duration.ofMillis(schedule.chance(0.7) ? 2 : 1500);
        this.faults.loadPause = Duration.ofMillis(schedule.chance(0.5) ? 2 : 900);
        this.faults.visibleAfter = Duration.ofMillis(schedule.chance(0.6) ? 3000 : 2);
        this.database = new ModelDatabase(schedule.chance(0.5));
        boolean partial = !database.announcesDefinitions && schedule.chance(0.5);
        this.lake = new ModelLake(database, partial, schedule.chance(0.5), seed % RESOLVING == 0);
        this.oracle = lake.oracle();
        this.operator = new Operator(database, oracle.requests());
        this.workload = new Workload(schedule, database, partial);
        this.redefinitions = new Redefinitions(schedule, database);
        this.oneStreamAtATime = schedule.chance(0.5);
        this.alterRate = rate(0.05, 0.2);
        this.pauseRate = rate(0.01, 0.05);
        this.structureRate = rate(0.03, 0.1);
        this.lossRate = rate(0.005, 0.02);
        this.onRename = schedule.chance(0.8) ? TablePolicy.OnRename.FOLLOW : TablePolicy.OnRename.STOP;
    }

    private double rate(double low, double high) {
        return List.of(0.0, low, high).get(schedule.pick(3));
    }

    /** Lives the life; throws where an invariant is broken. */
    void run() {
        workload.create(Workload.keyed("orders"));
        workload.create(Workload.keyed("customers"));
        workload.create(Workload.keyless("events"));
        for (int i = 0; i < 10; i++) {
            workload.change();
        }
        database.makeVisible(database.end());
        start();
        nextChange();
        schedule.after(world, TROUBLE, () -> peace = true);
        while (!peace) {
            step();
        }
        comeToRest();
    }

    private void step() {
        if (!schedule.step()) {
            throw new AssertionError("Nothing happens any more");
        }
        if (schedule.steps() > MOST_STEPS) {
            throw new AssertionError("It does not come to rest: " + describe());
        }
        oracle.check();
        restartWhatDied();
    }

    /** Looks at the heap that rows take whenever it changes. */
    private final class MemoryCheck implements PipelineObserver {

        @Override
        public void bufferedBytes(long bytes) {
            // One delivery of events is in memory before it can be refused.
            if (bytes > MEMORY_BYTES + 12 * 600 || bytes < 0) {
                throw oracle.violation("I5", "rows take " + bytes + " bytes of " + MEMORY_BYTES);
            }
        }
    }

    // --- processes

    private void start() {
        started++;
        SimulatedProcess process = new SimulatedProcess("process " + started, schedule, faults);
        TableSelection selection = selection();
        ModelSource source =
                new ModelSource(database, schedule, faults, process, oracle, streams, oneStreamAtATime, selection);
        LakeHandle handle = new LakeHandle(lake, schedule, faults, process, oracle);
        PipelineSettings settings = new PipelineSettings(
                "shop",
                selection,
                new TablePolicy(NewTables.FOLLOW, onRename, Duration.ofSeconds(1 + schedule.pick(6)), rules(), "plain"),
                ColumnPolicies.all(ColumnPolicy.DEFAULT),
                Duration.ofSeconds(5),
                MEMORY_BYTES,
                1 + schedule.pick(4),
                1 + schedule.pick(3),
                ReadLimit.NONE,
                Duration.ofMillis(schedule.chance(0.8) ? 200 : 3_000),
                Duration.ofSeconds(10),
                new Backoff(Duration.ofMillis(200), Duration.ofSeconds(3), new Random(schedule.random.nextLong())));
        Supervisor supervisor = new Supervisor(
                settings,
                source,
                handle,
                new Owner("host", started, "incarnation-" + started),
                process.workers(),
                new MemoryCheck(),
                process);
        Running running = new Running(process, supervisor, new ArrayList<>());
        processes.add(running);
        if (logIsLost || (lossRate > 0 && schedule.chance(0.05))) {
            logIsLost = false;
            oracle.beginsAnew(started);
            operator.startAnew(process, supervisor);
        }
        supervisor.run().thenAccept(running.exits()::add);
    }

    /** Now and then an operator leaves a table out for a while. */
    private TableSelection selection() {
        boolean leavesOut = !peace && schedule.chance(0.15);
        List<TablePattern> exclude = leavesOut ? List.of(new TablePattern("shop.customers")) : List.of();
        return new TableSelection(List.of(new TablePattern("shop.*")), exclude, Map.of());
    }

    /** Now and then an operator changes how a table is to be replicated. */
    private Map<TableId, String> rules() {
        return schedule.chance(0.2) ? Map.of(new TableId("shop", "orders"), "masked") : Map.of();
    }

    private void restartWhatDied() {
        for (Running running : List.copyOf(processes)) {
            if (running.isOver()) {
                crashes += running.process().isAlive() ? 0 : 1;
                running.process().kill();
                checkExit(running);
                processes.remove(running);
                if (processes.isEmpty()) {
                    schedule.after(world, schedule.about(Duration.ofSeconds(3)), this::startIfNone);
                }
            }
        }
    }

    private void checkExit(Running running) {
        for (Exit exit : running.exits()) {
            boolean lost = exit.message().contains("the log begins at");
            logIsLost |= lost;
            boolean expected = lost
                    || exit.reason() == ExitReason.COMPLETED
                    || (exit.reason() == ExitReason.FENCED && started > 1);
            if (!expected) {
                throw new AssertionError(running.process() + " ended: " + exit);
            }
        }
    }

    private void startIfNone() {
        if (processes.isEmpty()) {
            if (schedule.chance(faults.stagedFileVanished)) {
                lake.loseStagedFile(schedule);
            }
            start();
        }
    }

    // --- what happens in the world

    private void nextChange() {
        if (peace) {
            return;
        }
        Duration pause = schedule.about(Duration.ofMillis(900));
        schedule.after(world, pause, () -> {
            if (!peace) {
                somethingHappens();
                int end = database.end();
                schedule.after(world, schedule.about(faults.visibleAfter), () -> database.makeVisible(end));
                nextChange();
            }
        });
    }

    private void somethingHappens() {
        if (schedule.chance(alterRate)) {
            workload.alter(0.3);
        } else if (schedule.chance(alterRate)) {
            redefinitions.any();
        } else if (schedule.chance(alterRate / 2)) {
            workload.exchange();
        } else if (schedule.chance(0.03)) {
            workload.rewrite();
        } else if (schedule.chance(0.01) && alterRate > 0) {
            workload.garble();
        } else if (schedule.chance(structureRate)) {
            changeTables();
        } else {
            workload.change();
        }
        if (lake.resolvesDeletes && schedule.chance(0.1)) {
            lake.compactOne(schedule);
        }
        operatorActs();
    }

    private void changeTables() {
        TableId orders = new TableId("shop", "orders");
        TableId copy = new TableId("shop", "copy");
        switch (schedule.pick(6)) {
            case 0 -> workload.dropOrCreate(Workload.keyed("copy"));
            case 1 -> workload.dropOrCreate(Workload.keyless("journal"));
            case 2 -> workload.replace(schedule.pick(List.of(Workload.keyed("copy"), Workload.keyed("customers"))));
            case 3 -> workload.rename(copy, new TableId("shop", "moved"));
            case 4 -> workload.dropOrCreate(Workload.keyed("moved"));
            default -> workload.swap(orders, copy, new TableId("shop", "moved"));
        }
    }

    private void operatorActs() {
        if (schedule.chance(0.02)) {
            start();
        } else if (schedule.chance(0.01) && !processes.isEmpty()) {
            schedule.pick(processes).supervisor().stop();
        } else if (schedule.chance(0.02) && !processes.isEmpty()) {
            operator.flush(schedule.pick(processes).supervisor());
        } else if (schedule.chance(0.02) && !processes.isEmpty()) {
            operator.resync(schedule.pick(processes).supervisor(), Set.of(anyTable()));
        } else if (schedule.chance(pauseRate) && !processes.isEmpty()) {
            operator.pause(schedule.pick(processes).supervisor());
        } else if (schedule.chance(3 * pauseRate) && !processes.isEmpty()) {
            Running running = schedule.pick(processes);
            operator.resume(running.process(), running.supervisor());
        } else if (schedule.chance(lossRate)) {
            database.loseLog();
        } else if (schedule.chance(0.01)) {
            faults.refusing.add(anyTable());
        } else if (schedule.chance(0.05)) {
            faults.refusing.clear();
            processes.forEach(running -> operator.resyncStopped(running.supervisor()));
        } else if (schedule.chance(faults.crashRate) && !processes.isEmpty()) {
            schedule.pick(processes).process().kill();
        }
    }

    private TableId anyTable() {
        return schedule.pick(List.copyOf(database.at(database.end()).keySet()));
    }

    // --- the end

    private void comeToRest() {
        faults.heal();
        faults.streamPause = Duration.ofMillis(400);
        faults.loadPause = Duration.ofMillis(2);
        database.makeVisible(database.end());
        // Whoever goes on has all tables selected.
        while (!processes.isEmpty()) {
            processes.get(0).process().kill();
            restartWhatDied();
        }
        while (!isAtRest()) {
            processes.forEach(running -> operator.resumePaused(running.process(), running.supervisor()));
            step();
            if (schedule.steps() % 200 == 0) {
                processes.forEach(running -> operator.resyncStopped(running.supervisor()));
            }
        }
        for (TableId table : database.at(database.end()).keySet()) {
            oracle.content().compare(table, database.end(), "the end");
        }
    }

    private boolean isAtRest() {
        if (processes.isEmpty()) {
            return false;
        }
        PipelineStatus status = processes.get(0).supervisor().status();
        boolean stands = status.lastCheckpoint()
                .map(last -> ModelPosition.parse(last.position()).committed() == database.end())
                .orElse(false);
        Set<TableStatus.State> settled = EnumSet.of(TableStatus.State.STREAMING, TableStatus.State.GONE);
        return stands
                && status.activity() == PipelineStatus.Activity.RUNNING
                && status.inFlight().isEmpty()
                && columnsFollow()
                && commentsFollow()
                && oracle.everyTableIsFollowed()
                && status.tables().stream().allMatch(table -> settled.contains(table.state()));
    }

    /** Where the log says so at once, the lake ends with the source's columns in its order, and no others. */
    private boolean columnsFollow() {
        return !database.announcesDefinitions
                || database.at(database.end()).entrySet().stream().allMatch(table -> {
                    ModelLakeTable there = lake.tables.get(table.getKey());
                    return there != null
                            && there.ownColumns().equals(table.getValue().columnNames());
                });
    }

    /** The lake ends with the source's comments. */
    private boolean commentsFollow() {
        return database.at(database.end()).entrySet().stream().allMatch(table -> {
            ModelLakeTable there = lake.tables.get(table.getKey());
            return there != null && Redefinitions.areFollowed(table.getValue().definition(), there);
        });
    }

    String describe() {
        StringBuilder text = new StringBuilder();
        text.append(database.end()).append(" transactions, ");
        text.append(oracle.checkpoints())
                .append(" checkpoints, ")
                .append(oracle.records())
                .append(" of them records of loads, ")
                .append(oracle.commits())
                .append(" commits, ");
        text.append(oracle.requests()).append(", ");
        text.append(started).append(" processes, ").append(crashes).append(" crashes, ");
        text.append(schedule.steps()).append(" steps");
        database.at(database.end()).forEach((table, image) -> {
            ModelLakeTable there = lake.tables.get(table);
            if (there != null && !Redefinitions.areFollowed(image.definition(), there)) {
                text.append("\n  ")
                        .append(image.definition())
                        .append("\n  is in the lake ")
                        .append(there.definition());
            }
        });
        for (Running running : processes) {
            text.append("\n  ")
                    .append(running.process())
                    .append(": ")
                    .append(running.supervisor().status());
        }
        return text.toString();
    }
}
