package dev.firn.app.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.app.demo.workload.Feature;
import dev.firn.app.demo.workload.Workload;
import dev.firn.app.it.Site.Ended;
import dev.firn.app.it.program.ColumnsInPlace;
import dev.firn.app.it.program.Dialect;
import dev.firn.engine.pipeline.PipelineStatus;
import dev.firn.engine.pipeline.TableStatus;
import dev.firn.schema.source.TableId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What loads promise, on a real database, with the real process: they go on after a kill, stay small, and disturb nobody. */
abstract class LoadContract extends SiteContract {

    /** What Firn holds of the source, in docs/operations.md: the loads' connections, two for questions, four for the log. */
    private static final int DOCUMENTED_CONNECTIONS = 4 + 2 + 4;

    private static final long LOOK_NANOS = 50_000_000;
    private static final Duration PAUSE_BETWEEN_CHANGES = Duration.ofMillis(500);
    private static final Pattern LOADS = Pattern.compile(
            "is read from|is to be loaded|is loaded|changes its columns|follows its source|Recovered| WARN | ERROR ");
    private static final String CARRIED = "Table shop.large changes its columns, and its load goes on with them";
    private static final Pattern LOADED = Pattern.compile("is loaded: (\\d+) rows, (\\d+) of them");

    /** With {@code -Dfirn.long=true} five million rows. */
    @Test
    void i1AKilledLoadIsGoneOnWithUnderWork() throws Exception {
        int rows = Boolean.getBoolean("firn.long") ? 5_000_000 : 1_000_000;
        TableId big = new TableId("shop", "big");
        // Slow enough to be met in the middle, and one chunk at a time, so that little is in flight.
        Path configuration = site().configurationWithSource(
                        "  connections: 1\n  load: { rows-per-second: %d }".formatted(rows / 10));
        try (Workload workload =
                Workload.prepare(site().server(), InvariantsContract.shop(23).without(Feature.SCHEMA_CHANGES))) {
            site().execute("CREATE TABLE shop.big (id INT PRIMARY KEY, name VARCHAR(80))");
            insertInOneTransaction(big, rows);
            workload.start();
            for (double part : new double[] {0.5, 0.9}) {
                try (FirnProcess firn = site().run(configuration)) {
                    awaitRead(firn, big, Math.round(rows * part));
                    firn.kill();
                }
            }
            try (FirnProcess firn = site().run(configuration)) {
                Matcher told = LOADED.matcher(firn.awaitLine("Table " + big + " is loaded", Site.PATIENCE));
                assertThat(told.find()).isTrue();
                assertThat(Long.parseLong(told.group(1))).isEqualTo(rows);
                // Read again were the chunk in flight and what no checkpoint, one each second, had noted yet.
                assertThat(Long.parseLong(told.group(2))).isGreaterThan(rows / 2);
                firn.terminate();
                assertThat(firn.awaitExit(Site.PATIENCE)).as(firn.lastLines()).isZero();
            }
            workload.stop();
            assertThat(site().runUntilCaughtUp(configuration).status()).isZero();
            site().assertEqual(workload.tables());
            site().assertEqual(List.of(big));
        }
    }

    /** Files of a load that no snapshot lists yet pass for orphans: where somebody removes some, the table is loaded again and no other stops. */
    @Test
    void i1_i6_aLoadWhoseStagedFilesVanishedIsBegunAgain() throws Exception {
        int rows = 250_000;
        TableId big = new TableId("shop", "big");
        TableId small = new TableId("shop", "small_0");
        site().execute("CREATE SCHEMA IF NOT EXISTS shop");
        createSmallTables(1);
        site().execute(
                        "CREATE TABLE shop.big (id INT PRIMARY KEY, name VARCHAR(80))",
                        "INSERT INTO shop.small_0 VALUES (1, 'one')");
        insertInOneTransaction(big, rows);
        Path configuration =
                site().configurationWithSource("  connections: 1\n  load: { rows-per-second: %d }".formatted(rows / 8));
        try (FirnProcess firn = site().run(configuration)) {
            awaitChunkInCheckpoint(firn, big);
            firn.kill();
        }
        site().deleteOldestFile(big);
        site().execute("INSERT INTO shop.small_0 VALUES (2, 'two')", "DELETE FROM shop.big WHERE id = 7");

        Ended ended = site().runUntilCaughtUp(configuration);

        assertThat(ended.status()).as(ended.lastLines()).isZero();
        assertThat(Files.readString(ended.log())).contains("Table " + big + " is loaded again, all others go on");
        assertThat(site().schemaChanges(big)).contains("load again", "orphan file removal");
        site().assertEqual(List.of(big, small));
    }

    private static void awaitRead(FirnProcess firn, TableId table, long rows) {
        awaitStatus(
                firn,
                status -> load(status, table).map(TableStatus.LoadStatus::rows).orElse(0L) >= rows);
    }

    private static Optional<TableStatus.LoadStatus> load(PipelineStatus status, TableId table) {
        return status.tables().stream()
                .filter(known -> known.table().equals(table))
                .findFirst()
                .flatMap(TableStatus::load);
    }

    /** Waits until a checkpoint was sealed and committed behind the first chunk. */
    private static void awaitChunkInCheckpoint(FirnProcess firn, TableId table) {
        PipelineStatus done = awaitStatus(
                firn,
                status -> load(status, table)
                        .filter(load -> load.chunksDone() > 0)
                        .isPresent());
        // One may have been sealed already.
        long checkpoint = lastCheckpoint(done) + 2;
        awaitStatus(firn, status -> lastCheckpoint(status) >= checkpoint);
    }

    private static long lastCheckpoint(PipelineStatus status) {
        return status.lastCheckpoint().map(last -> last.id().number()).orElse(0L);
    }

    private static PipelineStatus awaitStatus(FirnProcess firn, Predicate<PipelineStatus> wanted) {
        long deadline = System.nanoTime() + Site.PATIENCE.toNanos();
        PipelineStatus status = firn.status();
        while (!wanted.test(status)) {
            assertThat(System.nanoTime()).as(firn.lastLines()).isLessThan(deadline);
            LockSupport.parkNanos(LOOK_NANOS);
            status = firn.status();
        }
        return status;
    }

    /**
     * No needless load: columns that change in place, for {@code -Dfirn.loads.seconds=240} or as long as every build has time for, cost no table
     * a second load, however often the process is killed.
     */
    @Test
    void i1ColumnsThatChangeInPlaceUnderKillsCostNoLoad() throws Exception {
        int seconds = Integer.getInteger("firn.loads.seconds", 20);
        int rows = 2_500 * seconds;
        Dialect dialect = site().isMysql() ? Dialect.MYSQL : Dialect.POSTGRES;
        List<ColumnsInPlace> programs = new ArrayList<>();
        site().execute("CREATE SCHEMA shop");
        for (String name : List.of("large", "small", "smaller")) {
            TableId table = new TableId("shop", name);
            int size = name.equals("large") ? rows : 100;
            site().execute("CREATE TABLE shop." + name + " (id INT PRIMARY KEY, name VARCHAR(80))");
            insertInOneTransaction(table, size);
            programs.add(new ColumnsInPlace(table, dialect, size, name.length()));
        }
        site().execute(
                        "ALTER TABLE shop.large ADD COLUMN filler VARCHAR(900)",
                        "UPDATE shop.large SET filler = REPEAT('x', 900)");
        // The large table is being loaded for most of the time.
        Path slowly = site().configurationWithSource("  load: { rows-per-second: 4000 }");
        List<Path> logs = new ArrayList<>();
        try (Connection connection = site().server().connect();
                Statement statement = connection.createStatement()) {
            for (ColumnsInPlace program : programs) {
                program.begin(statement);
            }
        }
        AtomicBoolean ended = new AtomicBoolean();
        CompletableFuture<Void> changes = new CompletableFuture<>();
        Random random = new Random(seconds);
        long deadline = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        while (System.nanoTime() < deadline) {
            try (FirnProcess firn = site().run(slowly)) {
                logs.add(firn.log());
                firn.awaitLine("Streaming the log", Site.PATIENCE);
                if (logs.size() == 1) {
                    changes.completeAsync(() -> changeColumns(programs, ended));
                    firn.awaitLine("is committed: ", Site.PATIENCE);
                    firn.awaitLine(CARRIED, Site.PATIENCE);
                }
                // The moment is the test's subject.
                Thread.sleep(3_000 + random.nextInt(4_000));
                firn.kill();
            }
        }
        ended.set(true);
        changes.join();
        Ended last = site().runUntilCaughtUp(site().configuration());
        logs.add(last.log());
        assertThat(last.status()).as(last.lastLines()).isZero();
        site().assertEqual(programs.stream().map(ColumnsInPlace::table).toList());
        String told = toldOfLoads(logs);
        assertThat(told.lines()
                        .filter(line -> line.contains(" is to be loaded: "))
                        .filter(line -> !line.endsWith("it is new") && !line.contains("has yet to come to")))
                .as(told)
                .isEmpty();
        // A process may be killed before it has committed what it loaded.
        assertThat(programs)
                .allSatisfy(program -> assertThat(
                                told.lines().filter(line -> line.contains("Table " + program.table() + " is loaded: ")))
                        .as(told)
                        .hasSizeBetween(1, 2));
    }

    private @Nullable Void changeColumns(List<ColumnsInPlace> programs, AtomicBoolean ended) {
        Random random = new Random(programs.size());
        try (Connection connection = site().server().connect();
                Statement statement = connection.createStatement()) {
            while (!ended.get()) {
                programs.get(Math.max(0, random.nextInt(5) - 2)).next(statement);
                LockSupport.parkNanos(PAUSE_BETWEEN_CHANGES.toNanos());
            }
            return null;
        } catch (SQLException e) {
            throw new IllegalStateException("The columns cannot be changed", e);
        }
    }

    private static String toldOfLoads(List<Path> logs) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path log : logs) {
            Files.readAllLines(log).stream()
                    .filter(line -> LOADS.matcher(line).find())
                    .forEach(lines::add);
            lines.add("---");
        }
        return String.join("\n", lines);
    }

    /** With {@code -Dfirn.long=true} five million rows and 200 tables under 512 MB; otherwise the same at a size for every build. */
    @Test
    void i5ATransactionLargerThanTheHeapAndManyTablesPass() throws Exception {
        boolean full = Boolean.getBoolean("firn.long");
        int rows = full ? 5_000_000 : 250_000;
        int tables = full ? 200 : 40;
        TableId big = new TableId("shop", "big");
        site().execute(
                        "CREATE SCHEMA IF NOT EXISTS shop",
                        "CREATE TABLE shop.big (id INT PRIMARY KEY, name VARCHAR(80))");
        createSmallTables(tables);
        Path configuration = site().configuration();
        assertThat(site().runUntilCaughtUp(configuration, "512m").status()).isZero();
        insertInOneTransaction(big, rows);
        for (int table = 0; table < tables; table++) {
            site().execute("INSERT INTO shop.small_" + table + " VALUES (1, 'one')");
        }
        Ended ended = site().runUntilCaughtUp(configuration, full ? "512m" : "192m");
        assertThat(ended.status()).as(ended.lastLines()).isZero();
        assertThat(site().rows(big)).isEqualTo(rows);
        for (int table = 0; table < tables; table += 10) {
            assertThat(site().rows(new TableId("shop", "small_" + table))).isOne();
        }
    }

    @Test
    void i9ALoadUnderWorkIsGentleOnTheSource() throws Exception {
        TableId big = new TableId("shop", "big");
        Path configuration = createUser("gentle", "gentle");
        try (Workload workload = Workload.prepare(
                        site().server(),
                        InvariantsContract.shop(19).without(Feature.SCHEMA_CHANGES, Feature.TRUNCATE));
                SourceWatch watch = new SourceWatch(site().server(), questionsAbout("gentle"))) {
            site().execute("CREATE TABLE shop.big (id INT PRIMARY KEY, name VARCHAR(80))");
            insertInOneTransaction(big, 400_000);
            createSmallTables(12);
            workload.start();
            try (FirnProcess firn = site().run(configuration)) {
                firn.awaitLine("Table " + big + " is loaded", Site.PATIENCE);
                firn.terminate();
                assertThat(firn.awaitExit(Site.PATIENCE)).as(firn.lastLines()).isZero();
            }
            workload.stop();
            SourceWatch.Seen seen = watch.seen();
            assertThat(seen.looks()).isGreaterThan(20);
            assertThat(seen.sessions()).hasSizeBetween(3, DOCUMENTED_CONNECTIONS);
            // A chunk is ended after a few seconds; the rest is for machines that have much else to do.
            assertThat(seen.transactionSeconds()).isLessThan(20);
            assertThat(harmlessLocks()).containsAll(seen.locks());
        }
        assertThat(site().runUntilCaughtUp(configuration).status()).isZero();
        site().assertEqual(List.of(big));
    }

    /** Creates a user as {@code deploy} proposes, and gives the configuration for it. */
    abstract Path createUser(String name, String password) throws SQLException;

    /** How to look from outside at what a user's sessions do to the tables of {@code shop}. */
    abstract SourceWatch.Questions questionsAbout(String user);

    /** The locks that keep nobody from reading and writing. */
    abstract Set<String> harmlessLocks();

    private void createSmallTables(int count) throws SQLException {
        String[] statements = new String[count];
        for (int table = 0; table < count; table++) {
            statements[table] = "CREATE TABLE shop.small_" + table + " (id INT PRIMARY KEY, name VARCHAR(20))";
        }
        site().execute(statements);
    }

    /** Fills {@code (id, name)} with the ids from 1 on. */
    abstract void insertInOneTransaction(TableId table, int rows) throws SQLException;
}
