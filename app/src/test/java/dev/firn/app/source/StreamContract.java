package dev.firn.app.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.firn.engine.event.ChangeEvent;
import dev.firn.engine.event.SourceMark;
import dev.firn.engine.event.SourcePosition;
import dev.firn.engine.source.ChangeStream;
import dev.firn.engine.source.SourceState;
import dev.firn.schema.layout.ColumnMask;
import dev.firn.schema.layout.TableMode;
import dev.firn.schema.layout.TableRules;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

/** What the log of every kind of database must be told as. */
abstract class StreamContract extends LogScenario<SourceFixture> {

    /** Much longer than a heartbeat, for a busy machine, and much shorter than any timeout that might help an idle stream on. */
    private static final Duration PROMPT = Duration.ofSeconds(12);

    @Test
    void connectorsMeterIsQuiet() throws Exception {
        db.execute("CREATE TABLE t (id INT PRIMARY KEY)");
        HeardEvents heard = new HeardEvents();
        try (ChangeStream stream = db.source(Map.of()).open(Optional.empty(), heard)) {
            heard.watch(stream.ended());
            heard.awaitReached(db.now());
            db.execute("INSERT INTO t VALUES (1), (2)");
            heard.awaitReached(db.now());
            MBeanServer jmx = ManagementFactory.getPlatformMBeanServer();
            Set<ObjectName> meters =
                    jmx.queryNames(new ObjectName("debezium.*:type=connector-metrics,context=streaming,*"), null);
            assertThat(heard.changes()).isNotEmpty();
            assertThat(meters).hasSize(1);
            assertThat(jmx.getAttribute(meters.iterator().next(), "TotalNumberOfCreateEventsSeen"))
                    .as("the meter costs a third of the connector's thread, see docs/performance.md")
                    .isEqualTo(0L);
        }
    }

    @Test
    void changesBecomeEvents() throws Exception {
        db.execute("CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(20), CHECK (id > 0))");
        List<ChangeEvent> heard = hear(
                "INSERT INTO t VALUES (1, 'a'), (2, NULL)",
                "UPDATE t SET name = 'b' WHERE id = 1",
                "UPDATE t SET id = 3 WHERE id = 1",
                "DELETE FROM t WHERE id = 2",
                "TRUNCATE TABLE t",
                "INSERT INTO t VALUES (4, '')");
        assertThat(Transcript.of(heard))
                .containsExactly(
                        "layout t(id:int!, name:string)",
                        "insert t(1, a)",
                        "insert t(2, null)",
                        "update t(1, b)",
                        "delete t(1)",
                        "insert t(3, b)",
                        "delete t(2)",
                        "truncate t",
                        "insert t(4, )");
    }

    @Test
    void thereIsABoundaryBehindEachTransactionAndNoneInside() throws Exception {
        db.execute("CREATE TABLE t (id INT PRIMARY KEY)");
        try (ChangeStream stream = open(Optional.empty())) {
            heard.awaitReached(db.now());
            heard.clear();
            try (Connection other = db.connect()) {
                other.setAutoCommit(false);
                for (int transaction = 0; transaction < 3; transaction++) {
                    for (int i = 0; i < 3_000; i++) {
                        try (Statement insert = other.createStatement()) {
                            insert.execute("INSERT INTO t VALUES (" + (transaction * 3_000 + i) + ")");
                        }
                    }
                    // Long enough for heartbeats to come while it is open.
                    Thread.sleep(SourceFixture.HEARTBEAT.toMillis());
                    other.commit();
                }
            }
            heard.awaitReached(db.now());
        }
        int rows = 0;
        Set<Integer> rowsAtBoundaries = new HashSet<>();
        for (ChangeEvent event : heard.all()) {
            if (event instanceof ChangeEvent.Insert) {
                rows++;
            } else if (event instanceof ChangeEvent.Boundary) {
                rowsAtBoundaries.add(rows);
            }
        }
        rowsAtBoundaries.remove(0);
        assertThat(rowsAtBoundaries).containsExactlyInAnyOrder(3_000, 6_000, 9_000);
    }

    /** I1: cut anywhere, go on elsewhere; a table without key tells every event that is lost or doubled. */
    @Test
    void aStreamGoesOnExactlyBehindAnyBoundary() throws Exception {
        db.execute("CREATE TABLE log (n INT)", "CREATE TABLE t (id INT PRIMARY KEY, n INT)");
        int transactions = 400;
        Random random = new Random(7);
        Optional<SourceState> state = Optional.empty();
        List<Integer> numbers = new ArrayList<>();
        Set<String> positions = new HashSet<>();
        AtomicBoolean written = new AtomicBoolean();
        Thread writer = new Thread(() -> write(transactions, written));
        SourcePosition end = null;
        int cuts = 0;
        for (boolean done = false; !done; cuts++) {
            heard.clear();
            try (ChangeStream stream = open(state)) {
                if (cuts == 0) {
                    heard.await(event -> event instanceof ChangeEvent.Boundary);
                    writer.start();
                }
                Thread.sleep(random.nextInt(150));
                if (written.get() && end == null) {
                    end = db.now();
                }
                List<ChangeEvent> events;
                if (end != null && cuts > 10) {
                    heard.awaitReached(end);
                    done = true;
                }
                heard.await(event -> event instanceof ChangeEvent.Boundary);
                events = heard.all();
                int cut = done ? events.size() - 1 : random.nextInt(events.size());
                while (cut >= 0 && !(events.get(cut) instanceof ChangeEvent.Boundary)) {
                    cut--;
                }
                if (cut >= 0) {
                    keep(events.subList(0, cut), numbers, positions);
                    state = Optional.of(stream.stateAt(((ChangeEvent.Boundary) events.get(cut)).mark()));
                }
            }
        }
        writer.join();
        assertThat(cuts).isGreaterThan(8);
        List<Integer> expected = new ArrayList<>();
        for (int n = 0; n < transactions * 3; n++) {
            expected.add(n);
        }
        assertThat(numbers).isEqualTo(expected);
        assertThat(positions).hasSize(numbers.size());
    }

    private static void keep(List<ChangeEvent> events, List<Integer> numbers, Set<String> positions) {
        for (ChangeEvent event : events) {
            if (event instanceof ChangeEvent.Append append) {
                numbers.add((Integer) append.row()[0]);
                positions.add((String) append.row()[3]);
            }
        }
    }

    private void write(int transactions, AtomicBoolean written) {
        try (Connection connection = db.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (int i = 0; i < transactions; i++) {
                statement.execute("INSERT INTO log VALUES (" + i * 3 + "), (" + (i * 3 + 1) + ")");
                statement.execute("INSERT INTO t VALUES (" + i + ", 0)");
                statement.execute("UPDATE t SET n = n + 1 WHERE id % 7 = 0");
                statement.execute("INSERT INTO log VALUES (" + (i * 3 + 2) + ")");
                connection.commit();
                if (i % 10 == 0) {
                    Thread.sleep(10);
                }
            }
            written.set(true);
        } catch (SQLException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a load waits for at its end: nothing of ours happens, and yet the stream must be known to have passed. */
    @Test
    void anIdleStreamIsKnownToPassWhateverHappensElsewhere() throws Exception {
        String schema = db.unselectedTable().substring(0, db.unselectedTable().indexOf('.'));
        try (ChangeStream stream = open(Optional.empty())) {
            for (String elsewhere : List.of(
                    "SELECT 1",
                    "CREATE SCHEMA " + schema,
                    "CREATE TABLE " + db.unselectedTable() + " (id INT PRIMARY KEY)",
                    "INSERT INTO " + db.unselectedTable() + " VALUES (1)",
                    "CREATE USER someone" + db.number,
                    "DROP USER someone" + db.number,
                    "TRUNCATE TABLE " + db.unselectedTable(),
                    "DROP TABLE " + db.unselectedTable())) {
                db.execute(elsewhere);
                Instant before = Instant.now();
                heard.awaitReached(db.now());
                assertThat(Duration.between(before, Instant.now()))
                        .as(elsewhere)
                        .isLessThan(PROMPT);
            }
        }
        assertThat(Transcript.of(heard.all())).isEmpty();
    }

    @Test
    void aMarkTellsWhenTheSourceCommitted() throws Exception {
        db.execute("CREATE TABLE t (id INT PRIMARY KEY)");
        Instant before = Instant.now().minusSeconds(1);
        List<ChangeEvent> heard = hear("INSERT INTO t VALUES (1)");
        int insert = heard.indexOf(heard.stream()
                .filter(ChangeEvent.Insert.class::isInstance)
                .findFirst()
                .orElseThrow());
        SourceMark mark = ((ChangeEvent.Boundary) heard.get(insert + 1)).mark();
        assertThat(mark.sourceTimestamp()).isBetween(before, Instant.now().plusSeconds(1));
    }

    @Test
    void tablesThatAreNotSelectedAreNotTold() throws Exception {
        db.execute("CREATE TABLE not_this (id INT PRIMARY KEY)", "CREATE TABLE this (id INT PRIMARY KEY)");
        assertThat(Transcript.of(hear("INSERT INTO not_this VALUES (1)", "INSERT INTO this VALUES (1)")))
                .containsExactly("layout this(id:int!)", "insert this(1)");
    }

    @Test
    void excludedAndMaskedColumnsNeverLeave() throws Exception {
        db.execute(
                "CREATE TABLE t (id INT PRIMARY KEY, ssn VARCHAR(20), mail VARCHAR(20), note VARCHAR(20), age INT, d DECIMAL(5,2))");
        TableRules rules = new TableRules(
                TableMode.UPSERT,
                List.of(),
                Set.of("ssn"),
                Map.of(
                        "mail", ColumnMask.HMAC_SHA256,
                        "note", ColumnMask.REDACT,
                        "age", ColumnMask.NULL,
                        "d", ColumnMask.HMAC_SHA256));
        List<ChangeEvent> heard = hear(
                Map.of(db.table("t"), rules),
                "INSERT INTO t VALUES (1, 'hidden', 'a@b.c', 'x', 7, 1.5), (2, NULL, NULL, NULL, NULL, NULL)");
        UnaryOperator<Object> hmac =
                db.settings(db.address(), Map.of()).masking().operator(ColumnMask.HMAC_SHA256);
        assertThat(Transcript.of(heard))
                .containsExactly(
                        "layout t(id:int!, mail:string, note:string, age:int, d:string)",
                        "insert t(1, " + hmac.apply("a@b.c") + ", ***, null, " + hmac.apply("1.50") + ")",
                        "insert t(2, null, null, null, null)");
    }

    @Test
    void aChangelogHasEveryEventWithItsOrigin() throws Exception {
        db.execute("CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(20))");
        TableRules rules = new TableRules(TableMode.CHANGELOG, List.of(), Set.of(), Map.of());
        List<ChangeEvent> heard = hear(
                Map.of(db.table("t"), rules),
                "INSERT INTO t VALUES (1, 'a')",
                "UPDATE t SET name = 'b'",
                "UPDATE t SET id = 2",
                "DELETE FROM t",
                "TRUNCATE TABLE t",
                "INSERT INTO t VALUES (5, 'a'), (6, 'a')");
        List<ChangeEvent.Append> appended = heard.stream()
                .filter(ChangeEvent.Append.class::isInstance)
                .map(ChangeEvent.Append.class::cast)
                .toList();
        assertThat(appended.stream().map(append -> append.row()[2] + " " + append.row()[0]))
                .containsExactly("c 1", "u 1", "d 1", "c 2", "d 2", "t null", "c 5", "c 6");
        List<String> positions =
                appended.stream().map(append -> (String) append.row()[4]).toList();
        assertThat(positions).isSorted().doesNotHaveDuplicates();
        assertThat(appended.get(2).transaction()).isEqualTo(appended.get(3).transaction());
        assertThat(appended.get(0).transaction()).isNotEqualTo(appended.get(1).transaction());
        assertThat(appended)
                .allSatisfy(append -> assertThat((Long) append.row()[3])
                        .isBetween(
                                Instant.now().minusSeconds(60).toEpochMilli() * 1000,
                                Instant.now().plusSeconds(2).toEpochMilli() * 1000));
    }

    @Test
    void aTableWithoutKeyIsAChangelog() throws Exception {
        db.execute("CREATE TABLE t (a INT, b VARCHAR(9))");
        assertThat(Transcript.of(hear("INSERT INTO t VALUES (1, 'x'), (1, 'x')", "TRUNCATE TABLE t")))
                .containsExactly(
                        "layout t(a:int, b:string, _firn_operation:string, _firn_source_timestamp:timestamptz,"
                                + " _firn_position:string)",
                        "append t(1, x, c)",
                        "append t(1, x, c)",
                        "append t(null, null, t)");
    }

    @Test
    void aUniqueIndexOverNotNullColumnsIsAKeyAndOverOthersIsNone() throws Exception {
        db.execute(
                "CREATE TABLE t (a INT NOT NULL, b INT)",
                "CREATE UNIQUE INDEX t_a ON t (a)",
                "CREATE TABLE u (a INT, b INT)",
                "CREATE UNIQUE INDEX u_a ON u (a)");
        assertThat(Transcript.of(hear("INSERT INTO t VALUES (1, 2)", "INSERT INTO u VALUES (1, 2)")))
                .contains("layout t(a:int!, b:int)", "insert t(1, 2)", "append u(1, 2, c)");
    }

    @Test
    void aRefusedTableStopsAloneAndSaysWhyOnce() throws Exception {
        db.execute("CREATE TABLE t (id INT, _firn_position INT)", "CREATE TABLE u (id INT PRIMARY KEY)");
        List<String> heard = Transcript.of(
                hear("INSERT INTO t (id) VALUES (1)", "INSERT INTO u VALUES (1)", "INSERT INTO t (id) VALUES (2)"));
        assertThat(heard).hasSize(3);
        assertThat(heard.get(0))
                .startsWith("unreadable t: Cannot replicate " + db.table("t") + ": Column _firn_position has the name");
        assertThat(heard.subList(1, 3)).containsExactly("layout u(id:int!)", "insert u(1)");
    }

    @Test
    void aColumnThatIsExcludedMayHaveAnyName() throws Exception {
        db.execute("CREATE TABLE t (id INT, _firn_position INT)");
        TableRules rules = new TableRules(TableMode.CHANGELOG, List.of(), Set.of("_firn_position"), Map.of());
        assertThat(Transcript.of(hear(Map.of(db.table("t"), rules), "INSERT INTO t (id) VALUES (1)")))
                .containsExactly(
                        "layout t(id:int, _firn_operation:string, _firn_source_timestamp:timestamptz,"
                                + " _firn_position:string)",
                        "append t(1, c)");
    }

    @Test
    void aStreamEndsInOrderWhileItsListenerBlocks() throws Exception {
        db.execute("CREATE TABLE t (id INT PRIMARY KEY)");
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        ChangeStream stream = db.source().open(Optional.empty(), events -> {
            blocked.countDown();
            never.await();
        });
        for (int i = 0; i < 3; i++) {
            db.execute("INSERT INTO t VALUES (" + i + ")");
        }
        blocked.await();
        Instant before = Instant.now();
        stream.close();
        assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(15));
        assertThatCode(() -> stream.ended().toCompletableFuture().get()).doesNotThrowAnyException();
        stream.close();
    }
}
