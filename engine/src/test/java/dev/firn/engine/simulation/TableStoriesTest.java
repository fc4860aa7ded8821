package dev.firn.engine.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.checkpoint.CheckpointCodec;
import dev.firn.engine.checkpoint.LoadProgress;
import dev.firn.engine.checkpoint.TableState;
import dev.firn.engine.lake.HistoryRow;
import dev.firn.engine.lake.PreparedCheckpoint;
import dev.firn.engine.pipeline.PipelineStatus.Activity;
import dev.firn.engine.pipeline.Supervisor;
import dev.firn.engine.pipeline.TablePolicy;
import dev.firn.engine.pipeline.TablePolicy.NewTables;
import dev.firn.engine.pipeline.TablePolicy.OnRename;
import dev.firn.engine.pipeline.TableStatus;
import dev.firn.engine.pipeline.TableStatus.State;
import dev.firn.engine.source.TablePattern;
import dev.firn.engine.source.TableSelection;
import dev.firn.schema.source.TableId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of tables that come, go or change, where the log tells of them and where the catalog must be looked at. */
@ExtendWith(QuietEngine.class)
class TableStoriesTest {

    private static final TableId BORN = new TableId("shop", "born");
    private static final TableId MOVED = new TableId("shop", "moved");
    private static final TableSelection WITHOUT_ORDERS =
            new TableSelection(List.of(new TablePattern("shop.*")), List.of(new TablePattern("shop.orders")), Map.of());

    private static TablePolicy policy(NewTables newTables, OnRename onRename, Map<TableId, String> rules) {
        return new TablePolicy(newTables, onRename, Duration.ofSeconds(30), rules, "plain");
    }

    private static void stop(CalmWorld world, Supervisor supervisor) {
        supervisor.stop();
        world.runUntil(() -> supervisor.status().activity() == Activity.ENDED);
    }

    private static void runToEnd(CalmWorld world, Supervisor supervisor) {
        int end = world.database.end();
        world.runUntil(() -> world.database.acknowledged() == end
                && supervisor.status().inFlight().isEmpty()
                && supervisor.status().tables().stream()
                        .allMatch(table -> Set.of(State.STREAMING, State.GONE).contains(table.state())));
    }

    private static List<Object> rowsOf(CalmWorld world, TableId table) {
        return List.copyOf(world.lake.tables.get(table).read());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aTableThatIsCreatedIsLoadedAndFollowed(boolean logTells) {
        CalmWorld world = new CalmWorld(logTells);
        Supervisor supervisor = world.newFollowing();
        world.workload.create(Workload.keyed("born"));
        world.change(20);
        world.runUntil(supervisor, BORN, State.STREAMING);
        world.change(20);
        runToEnd(world, supervisor);

        world.compareAll();
        assertThat(supervisor.status().notFollowed()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aTableThatIsDroppedStaysInTheLakeWithItsLastChange(boolean logTells) {
        CalmWorld world = new CalmWorld(logTells);
        Supervisor supervisor = world.newFollowing();
        world.change(10);
        int before = world.database.end();
        world.workload.dropOrCreate(Workload.keyed("orders"));
        world.change(0);
        world.runUntil(supervisor, CalmWorld.ORDERS, State.GONE);
        world.change(5);
        runToEnd(world, supervisor);

        world.lake.oracle().content().compare(CalmWorld.ORDERS, before, "before it was dropped");
        assertThat(CalmWorld.table(supervisor, CalmWorld.ORDERS).reason()).startsWith("Dropped at the source");
        world.compareAll();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aTableThatTakesAnothersPlaceIsLoaded(boolean logTells) {
        CalmWorld world = new CalmWorld(logTells);
        world.workload.create(Workload.keyed("born"));
        world.change(20);
        Supervisor supervisor = world.newFollowing();
        world.workload.swap(CalmWorld.ORDERS, BORN, MOVED);
        world.change(20);
        world.runUntil(supervisor, BORN, State.GONE);
        world.runUntil(supervisor, MOVED, State.STREAMING);
        runToEnd(world, supervisor);

        assertThat(CalmWorld.table(supervisor, BORN).reason()).startsWith("Renamed to shop.orders");
        world.compareAll();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aTableUnderANewNameWaitsForTheOperatorWhereConfiguredSo(boolean logTells) {
        CalmWorld world = new CalmWorld(logTells);
        Supervisor supervisor = world.newFollowing(CalmWorld.ALL, policy(NewTables.FOLLOW, OnRename.STOP, Map.of()));
        world.workload.rename(CalmWorld.ORDERS, MOVED);
        world.change(10);
        world.runUntil(supervisor, MOVED, State.STOPPED);
        TableStatus moved = CalmWorld.table(supervisor, MOVED);

        assertThat(moved.reason()).contains("on-table-rename");
        assertThat(moved.remedy()).contains("resync");
        assertThat(CalmWorld.table(supervisor, CalmWorld.ORDERS).state()).isEqualTo(State.GONE);
        assertThat(world.lake.tables).doesNotContainKey(MOVED);

        stop(world, supervisor);
        Supervisor next = world.newProcess(CalmWorld.ALL, policy(NewTables.FOLLOW, OnRename.STOP, Map.of()));
        next.run();
        world.runFor(Duration.ofSeconds(90));
        assertThat(CalmWorld.table(next, MOVED).state()).isEqualTo(State.STOPPED);
        next.resync(Set.of(MOVED));
        world.runUntil(next, MOVED, State.STREAMING);
        runToEnd(world, next);
        world.compareAll();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void newTablesAreLeftAloneWhereConfiguredSo(boolean logTells) {
        CalmWorld world = new CalmWorld(logTells);
        Supervisor supervisor =
                world.newFollowing(CalmWorld.ALL, policy(NewTables.ONLY_NAMED, OnRename.FOLLOW, Map.of()));
        world.workload.create(Workload.keyed("born"));
        world.change(20);
        runToEnd(world, supervisor);
        world.runFor(Duration.ofSeconds(90));
        assertThat(world.lake.tables).doesNotContainKey(BORN);
        stop(world, supervisor);

        TableSelection naming = new TableSelection(
                List.of(new TablePattern("shop.*"), new TablePattern("shop.born")), List.of(), Map.of());
        Supervisor next = world.newProcess(naming, policy(NewTables.ONLY_NAMED, OnRename.FOLLOW, Map.of()));
        next.run();
        world.runUntil(next, BORN, State.STREAMING);
        runToEnd(world, next);
        world.compareAll();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void changedRulesLoadTheirTableAlone(boolean logTells) {
        CalmWorld world = new CalmWorld(logTells);
        stop(world, world.newFollowing(CalmWorld.ALL, policy(NewTables.FOLLOW, OnRename.FOLLOW, Map.of())));
        List<Object> before = rowsOf(world, CalmWorld.EVENTS);
        TablePolicy masked = policy(NewTables.FOLLOW, OnRename.FOLLOW, Map.of(CalmWorld.ORDERS, "masked"));
        Supervisor next = world.newProcess(CalmWorld.ALL, masked);
        next.run();
        world.runUntil(next, CalmWorld.ORDERS, State.QUEUED);
        assertThat(CalmWorld.table(next, CalmWorld.EVENTS).state()).isEqualTo(State.STREAMING);
        world.runUntil(next, CalmWorld.ORDERS, State.STREAMING);
        assertThat(rowsOf(world, CalmWorld.EVENTS)).isEqualTo(before);
        stop(world, next);

        Supervisor same = world.newProcess(CalmWorld.ALL, masked);
        same.run();
        world.runUntil(() -> same.status().activity() == Activity.RUNNING);
        assertThat(CalmWorld.table(same, CalmWorld.ORDERS).state()).isEqualTo(State.STREAMING);
    }

    /** What an older Firn wrote has bounds of uuid columns. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void filesOfAnOlderFirnAreReplacedOnce(boolean logTells) {
        CalmWorld world = new CalmWorld(logTells);
        world.workload.create(Workload.withUuid("born"), 10);
        world.change(10);
        stop(world, world.newFollowing());
        world.lake.forgetHowFilesWereWritten();
        int loadedBefore = loadsOf(world, BORN);

        Supervisor next = world.newProcess();
        next.run();
        world.runUntil(next, BORN, State.QUEUED);
        assertThat(CalmWorld.table(next, CalmWorld.ORDERS).state()).isEqualTo(State.STREAMING);
        world.change(10);
        world.runUntil(next, BORN, State.STREAMING);
        runToEnd(world, next);
        world.compareAll();
        assertThat(loadsOf(world, BORN)).isEqualTo(loadedBefore + 1);
        assertThat(said(world, BORN)).contains("load again: its files have bounds of uuid columns");
        assertThat(loadsOf(world, CalmWorld.ORDERS)).isOne();
        stop(world, next);

        Supervisor again = world.newProcess();
        again.run();
        world.runUntil(() -> again.status().activity() == Activity.RUNNING);
        assertThat(CalmWorld.table(again, BORN).state()).isEqualTo(State.STREAMING);
        world.change(10);
        runToEnd(world, again);
        assertThat(loadsOf(world, BORN)).isEqualTo(loadedBefore + 1);
        world.compareAll();
    }

    /** The catalog is ahead of a log that says nothing more of the table: the load has the exchange, of which the next row tells once more. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anExchangeOfNamesThatALoadHasSeenIsNotRepeated(boolean killed) {
        CalmWorld world = new CalmWorld(false);
        world.workload.create(Workload.withTwins("born"), 10);
        world.change(1);
        Supervisor supervisor = world.newFollowing();
        world.workload.touch(BORN);
        world.change(0);
        runToEnd(world, supervisor);
        int loadedBefore = loadsOf(world, BORN);

        world.workload.exchange(BORN, false);
        world.change(0);
        supervisor.resync(Set.of(BORN));
        world.runUntil(() -> loadsOf(world, BORN) > loadedBefore);
        runToEnd(world, supervisor);
        world.compareAll();
        if (killed) {
            world.killAll();
        }

        Supervisor next = killed ? world.newProcess() : supervisor;
        if (killed) {
            next.run();
        }
        world.workload.touch(BORN);
        world.change(0);
        runToEnd(world, next);
        world.compareAll();
        assertThat(loadsOf(world, BORN)).isEqualTo(loadedBefore + 1);
    }

    /** Chunks of an older Firn do not come into the content either; those of this one are kept. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLoadThatAnOlderFirnBeganBeginsAnew(boolean ofOlder) {
        CalmWorld world = new CalmWorld();
        world.workload.create(Workload.withUuid("born"), 200);
        world.change(1);
        Supervisor supervisor = world.newProcess();
        supervisor.run();
        world.runUntil(() -> loadedRows(world, BORN) > 0);
        world.killAll();
        if (ofOlder) {
            world.lake.forgetHowFilesWereWritten();
        }

        Supervisor next = world.newProcess();
        next.run();
        world.runUntil(next, BORN, State.STREAMING);
        runToEnd(world, next);
        world.compareAll();
        assertThat(said(world, BORN).contains("bounds of uuid")).isEqualTo(ofOlder);
    }

    private static int loadsOf(CalmWorld world, TableId table) {
        return (int) world.lake.checkpoints.stream()
                .flatMap(checkpoint -> checkpoint.history().stream())
                .filter(row -> row.table().equals(table) && row.loadedRows() > 0)
                .count();
    }

    /** How many rows of a load that is under way the newest checkpoint knows. */
    private static long loadedRows(CalmWorld world, TableId table) {
        PreparedCheckpoint newest = world.lake.newest();
        if (newest == null) {
            return 0;
        }
        TableState state =
                CheckpointCodec.decode(newest.id(), newest.state()).tables().get(table);
        return state instanceof TableState.Loading loading && loading.progress() instanceof LoadProgress.Chunks chunks
                ? chunks.finished().stream()
                        .mapToLong(chunk -> chunk.files().rows())
                        .sum()
                : 0;
    }

    private static String said(CalmWorld world, TableId table) {
        return world.lake.checkpoints.stream()
                .flatMap(checkpoint -> checkpoint.history().stream())
                .filter(row -> row.table().equals(table))
                .map(HistoryRow::schemaChange)
                .collect(Collectors.joining("\n"));
    }

    /** The checkpoint was sealed before, so whoever goes on from it gets the changes of the former table first. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aTableThatTookTheNameOfAnotherIsNotInACheckpointBefore(boolean logTells) {
        CalmWorld world = new CalmWorld(logTells);
        Supervisor supervisor = world.newFollowing();
        world.faults.stagePause = Duration.ofMinutes(2);
        world.change(40);
        world.runUntil(() -> supervisor.status().inFlight().isPresent());
        world.change(60);
        world.workload.dropOrCreate(Workload.keyed("orders"));
        world.workload.create(Workload.keyed("orders"), 30);
        world.change(0);
        killBehindTheNextCheckpoint(world, supervisor);

        world.faults.stagePause = Duration.ofMillis(2);
        goOnToEnd(world);
    }

    /** When orders waits for its load, and a checkpoint after that is durable. */
    private static void killBehindTheNextCheckpoint(CalmWorld world, Supervisor supervisor) {
        world.runUntil(supervisor, CalmWorld.ORDERS, State.QUEUED);
        int before = world.lake.checkpoints.size();
        world.runUntil(() -> world.lake.checkpoints.size() > before);
        world.killAll();
    }

    private static void goOnToEnd(CalmWorld world) {
        Supervisor next = world.newProcess();
        next.run();
        world.runUntil(next, CalmWorld.ORDERS, State.STREAMING);
        runToEnd(world, next);
        world.compareAll();
    }

    /** The catalog that a resync looks at is ahead of the stream, and so ahead of the checkpoint that says that the table is to be loaded. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aResyncedTableThatTookTheNameOfAnotherIsNotInACheckpointBefore(boolean logTells) {
        CalmWorld world = new CalmWorld(logTells);
        Supervisor supervisor = world.newFollowing();
        world.faults.streamPause = Duration.ofSeconds(20);
        world.change(60);
        world.workload.dropOrCreate(Workload.keyed("orders"));
        world.workload.create(Workload.keyed("orders"), 30);
        world.change(0);
        supervisor.resync(Set.of(CalmWorld.ORDERS));
        killBehindTheNextCheckpoint(world, supervisor);

        world.faults.streamPause = Duration.ofMillis(400);
        goOnToEnd(world);
    }

    /** Its columns were changed again and again behind the checkpoint: the catalog is far ahead of the stream. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aNewlySelectedTableIsLoadedBehindItsDefinitions(boolean logTells) {
        CalmWorld world = new CalmWorld(logTells);
        stop(world, world.newFollowing(WITHOUT_ORDERS, TablePolicy.DEFAULT));
        for (int i = 0; i < 15; i++) {
            world.workload.alter(0.1);
            world.change(2);
        }
        world.faults.streamPause = Duration.ofMillis(2500);
        Supervisor next = world.newProcess();
        next.run();
        world.workload.alter(0);
        world.change(3);
        world.runUntil(next, CalmWorld.ORDERS, State.STREAMING);
        runToEnd(world, next);
        world.compareAll();
        assertThat(world.lake.tables.get(CalmWorld.ORDERS).ownColumns())
                .containsAll(world.database
                        .table(CalmWorld.ORDERS, world.database.end())
                        .columnNames());
    }
}
