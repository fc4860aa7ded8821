package dev.firn.app.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.app.demo.server.MysqlServer;
import dev.firn.app.it.Site.Ended;
import dev.firn.app.it.program.Dialect;
import dev.firn.app.it.program.RandomProgram;
import dev.firn.schema.source.TableId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.Test;

/**
 * Random changes of schemas and rows, while the process is killed at random. {@code -Dfirn.ddl.seeds=200} asks for so many programs
 * ({@code -Dfirn.ddl.first=S}: from that seed on), {@code -Dfirn.ddl.seed=S} for the one of that seed; {@code -Dfirn.ddl.tell=true} prints them.
 * {@code -Dfirn.readers=true} has the result read by other engines, too.
 */
abstract class RandomSchemaContract extends SiteContract {

    private static final long FIRST_SEED = Long.getLong("firn.ddl.first", 1);
    private static final int SIDE_BY_SIDE = 25;
    private static final int STEPS = 30;
    private static final int KILLS = 3;
    private static final long PAUSE_NANOS = 15_000_000;

    /** How many programs there are where nobody asks for more. */
    int usualSeeds() {
        return 12;
    }

    /** Whether the server knows tables by any spelling of their names. */
    boolean ignoresCase() {
        return false;
    }

    @Test
    void whateverChangesTheLakeEqualsTheSource() throws Exception {
        site().execute("CREATE SCHEMA shop");
        Path configuration =
                site().including("shop*.*").tableName("{schema}__{table}").configuration();
        List<Long> seeds = seeds();
        List<String> failures = new ArrayList<>();
        for (int from = 0; from < seeds.size(); from += SIDE_BY_SIDE) {
            failures.addAll(run(seeds.subList(from, Math.min(from + SIDE_BY_SIDE, seeds.size())), configuration));
        }
        assertThat(failures)
                .as("what went wrong, by seed; run one with -Dfirn.ddl.seed=S")
                .isEmpty();
    }

    private List<Long> seeds() {
        int count = Integer.getInteger("firn.ddl.seeds", usualSeeds());
        Long one = Long.getLong("firn.ddl.seed");
        return one != null
                ? List.of(one)
                : LongStream.range(FIRST_SEED, FIRST_SEED + count).boxed().toList();
    }

    /** Runs programs side by side, each on tables of its own, and says what went wrong. */
    private List<String> run(List<Long> seeds, Path configuration) throws Exception {
        List<RandomProgram> programs = seeds.stream()
                .map(seed ->
                        new RandomProgram(seed, site().isMysql() ? Dialect.MYSQL : Dialect.POSTGRES, ignoresCase()))
                .toList();
        try (Connection connection = site().server().connect()) {
            connection.setAutoCommit(false);
            for (RandomProgram program : programs) {
                program.begin(connection.createStatement());
            }
        }
        Random random = new Random(seeds.get(0));
        for (int kill = 0; kill < KILLS; kill++) {
            runAndKill(configuration, random, () -> runSteps(programs, STEPS / KILLS, RandomProgram::step));
        }
        end(programs);
        Ended changed = site().runUntilCaughtUp(configuration);
        // All tables are loaded now, and nothing loads them again: from here on the stream alone keeps them right.
        runAndKill(configuration, random, () -> runSteps(programs, STEPS / KILLS, RandomProgram::stepOfRows));
        Ended ended = site().runUntilCaughtUp(configuration);
        List<String> failures = new ArrayList<>(ended(changed));
        failures.addAll(ended(ended));
        failures.addAll(differences(programs));
        if (EagerMaintenance.isAskedFor()) {
            failures.addAll(ended(site().maintain(configuration)));
            failures.addAll(differences(programs));
        }
        OtherReaders.ifAskedFor().ifPresent(readers -> readElsewhere(readers, programs, failures));
        return failures;
    }

    private void runAndKill(Path configuration, Random random, Runnable steps) throws Exception {
        try (FirnProcess firn = site().run(configuration)) {
            firn.awaitLine("Streaming the log", Site.PATIENCE);
            CompletableFuture<Void> running = CompletableFuture.runAsync(steps);
            CompletableFuture<?> beside = EagerMaintenance.isAskedFor()
                    ? CompletableFuture.supplyAsync(() -> site().maintain(configuration))
                    : CompletableFuture.completedFuture(null);
            // The moment is the test's subject: any step of any table.
            Thread.sleep(random.nextInt(EagerMaintenance.isAskedFor() ? 10_000 : 3_000));
            firn.kill();
            running.join();
            beside.join();
        }
    }

    /** One transaction of a program. */
    private interface Step {
        void run(RandomProgram program, Statement statement) throws SQLException;
    }

    private void runSteps(List<RandomProgram> programs, int steps, Step step) {
        try (Connection connection = site().server().connect();
                Connection other = otherClient();
                Statement statement = connection.createStatement();
                Statement otherStatement = other.createStatement()) {
            connection.setAutoCommit(false);
            other.setAutoCommit(false);
            for (int count = 0; count < steps; count++) {
                for (RandomProgram program : programs) {
                    run(step, program, count % 3 == 2 ? otherStatement : statement);
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The random programs cannot be run", e);
        }
    }

    private void end(List<RandomProgram> programs) throws SQLException {
        try (Connection connection = site().server().connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (RandomProgram program : programs) {
                program.end(statement);
            }
        }
    }

    /** A client that speaks, where the database lets it, in another character set. */
    private Connection otherClient() throws SQLException {
        return site().server() instanceof MysqlServer mysql
                ? mysql.connect("", Map.of("characterEncoding", "ISO-8859-1"))
                : site().server().connect();
    }

    private static void run(Step step, RandomProgram program, Statement statement) {
        try {
            step.run(program, statement);
        } catch (SQLException e) {
            throw new IllegalStateException("A random program is wrong:\n" + program.told(), e);
        }
    }

    private static List<String> ended(Ended ended) throws IOException {
        return ended.status() == 0
                ? List.of()
                : List.of("status " + ended.status() + ":\n"
                        + Files.readAllLines(ended.log()).stream()
                                .filter(line -> line.contains(" ERROR "))
                                .collect(Collectors.joining("\n")));
    }

    private List<String> differences(List<RandomProgram> programs) throws Exception {
        List<String> failures = new ArrayList<>();
        for (RandomProgram program : programs) {
            if (Boolean.getBoolean("firn.ddl.tell")) {
                System.out.println("Seed " + program.seed() + ":\n" + program.told());
            }
            try {
                site().assertEqual(program.tables());
                for (TableId table : program.tables()) {
                    FilteredReads.assertAsUnfiltered(site().table(table).orElseThrow(), program.seed());
                }
            } catch (AssertionError | RuntimeException e) {
                failures.add("seed " + program.seed() + ": " + e + "\n" + program.told());
            }
        }
        return failures;
    }

    private void readElsewhere(OtherReaders readers, List<RandomProgram> programs, List<String> failures) {
        List<Table> tables = programs.stream()
                .flatMap(program -> program.tables().stream())
                .flatMap(table -> site().table(table).stream())
                .toList();
        try {
            tables.forEach(Table::refresh);
            readers.assertSame(tables).forEach(System.out::println);
        } catch (AssertionError e) {
            failures.add(e.getMessage());
        }
    }
}
