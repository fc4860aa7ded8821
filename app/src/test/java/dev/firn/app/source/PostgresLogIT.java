package dev.firn.app.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.app.demo.server.PostgresServer;
import dev.firn.app.servers.Servers;
import dev.firn.engine.event.ChangeEvent;
import dev.firn.engine.event.SourceMark;
import dev.firn.engine.source.ChangeStream;
import dev.firn.engine.source.DatabaseAddress;
import dev.firn.engine.source.SourceException;
import dev.firn.engine.source.SourceException.Cure;
import dev.firn.engine.source.SourceState;
import dev.firn.engine.source.postgres.PostgresPosition;
import dev.firn.schema.layout.TableMode;
import dev.firn.schema.layout.TableRules;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only PostgreSQL's log has: the slot, unchanged large values, definitions that show with the next row. */
class PostgresLogIT {

    private static PostgresServer server;
    private PostgresFixture db;
    private final HeardEvents heard = new HeardEvents();

    @BeforeAll
    static void start(@TempDir Path directory) {
        server = Servers.postgres(directory);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void create() throws Exception {
        db = new PostgresFixture(server);
    }

    @AfterEach
    void close() throws Exception {
        db.close();
    }

    private ChangeStream open(Optional<SourceState> from) throws InterruptedException {
        ChangeStream stream = db.source().open(from, heard);
        heard.watch(stream.ended());
        return stream;
    }

    private List<String> hear(String... statements) throws Exception {
        try (ChangeStream stream = open(Optional.empty())) {
            db.execute(statements);
            heard.awaitReached(db.now());
        }
        return Transcript.of(heard.all());
    }

    /** Runs each statement when the one before it has been heard. */
    private List<String> hearOneByOne(String... statements) throws Exception {
        try (ChangeStream stream = open(Optional.empty())) {
            for (String statement : statements) {
                db.execute(statement);
                heard.awaitReached(db.now());
            }
        }
        return Transcript.of(heard.all());
    }

    private static Throwable end(ChangeStream stream) throws Exception {
        try {
            stream.ended().toCompletableFuture().get(30, TimeUnit.SECONDS);
            return new AssertionError("The stream ended in order");
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }

    private static void assertCure(Throwable failure, Cure cure, String... words) {
        assertThat(failure).isInstanceOf(SourceException.class);
        assertThat(failure.getMessage()).contains("Cannot ").contains(words.length == 0 ? new String[] {";"} : words);
        assertThat(((SourceException) failure).cure()).as(failure.getMessage()).isEqualTo(cure);
    }

    @Test
    void valuesOfEveryCommonTypeAreExact() throws Exception {
        db.execute(
                "CREATE TYPE mood AS ENUM ('sad', 'Happy, or so')",
                "CREATE DOMAIN cents AS NUMERIC(10,2)",
                "CREATE TABLE t (id INT PRIMARY KEY, i2 INT2, i8 INT8, f4 FLOAT4, f8 FLOAT8, n NUMERIC(20,4), n0 NUMERIC(38),"
                        + " tx TEXT, vc VARCHAR(10), bc CHAR(5), by BYTEA, bo BOOLEAN, da DATE, ti TIME, ts TIMESTAMP,"
                        + " tz TIMESTAMPTZ, u UUID, j JSON, jb JSONB, m mood, c cents)");
        List<String> lines = hear(
                "INSERT INTO t VALUES (1, 32767, 9223372036854775807, 1.5, 0.1, 1234567890123456.7891,"
                        + " 99999999999999999999999999999999999999, 'grüße 😀', 'abc', 'ab', '\\x00ff', true, '2026-02-28',"
                        + " '23:59:59.999999', '2026-02-28 12:34:56.123456', '2026-02-28 12:34:56.123456+05:30',"
                        + " '123e4567-e89b-12d3-a456-426614174000', '{\"b\": 1,  \"a\": [1, 2.50]}', '{\"b\": 1,  \"a\": [1, 2.50]}',"
                        + " 'Happy, or so', 12.5)",
                "INSERT INTO t VALUES (2, -32768, -9223372036854775808, 'NaN', '-Infinity', -0.0001, 0, '', '', '', '', false,"
                        + " '0044-03-15 BC', '00:00', '4713-01-01 00:00:00 BC', '1883-11-18 12:03:57-00:00:02',"
                        + " '00000000-0000-0000-0000-000000000000', 'null', 'null', 'sad', -99999999.99)",
                "INSERT INTO t (id) VALUES (3)",
                "INSERT INTO t (id, da, ts, tz, n) VALUES (4, '5874897-12-31', '294246-12-31 23:59:59.999999',"
                        + " '0001-01-01 00:00:00 BC', 1e3)");
        String days = db.query("SELECT DATE '5874897-12-31' - DATE '1970-01-01'");
        String micros =
                db.query("SELECT (extract(epoch FROM TIMESTAMP '294246-12-31 23:59:59.999999') * 1000000)::bigint");
        assertThat(lines.subList(1, lines.size()))
                .containsExactly(
                        "insert t(1, 32767, 9223372036854775807, 1.5, 0.1, 1234567890123456.7891,"
                                + " 99999999999999999999999999999999999999, grüße 😀, abc, ab   , 0x00ff, true, 20512,"
                                + " 86399999999, 1772282096123456, 1772262296123456, 123e4567-e89b-12d3-a456-426614174000,"
                                + " {\"b\": 1,  \"a\": [1, 2.50]}, {\"a\": [1, 2.50], \"b\": 1}, Happy, or so, 12.50)",
                        "insert t(2, -32768, -9223372036854775808, NaN, -Infinity, -0.0001, 0, , ,      , 0x, false, -735160, 0,"
                                + " -210863520000000000, -2717668561000000, 00000000-0000-0000-0000-000000000000, null, null,"
                                + " sad, -99999999.99)",
                        "insert t(3" + ", null".repeat(20) + ")",
                        "insert t(4, null, null, null, null, 1000.0000, null, null, null, null, null, null, " + days
                                + ", null," + " " + micros + ", -62167219200000000, null, null, null, null, null)");
        assertThat(lines.get(0))
                .isEqualTo(
                        "layout t(id:int!, i2:int, i8:long, f4:float, f8:double, n:decimal(20, 4), n0:decimal(38, 0),"
                                + " tx:string, vc:string, bc:string, by:binary, bo:boolean, da:date, ti:time, ts:timestamp,"
                                + " tz:timestamptz, u:uuid, j:string, jb:string, m:string, c:decimal(10, 2))");
    }

    /** I6: the table says what it cannot have, the others go on, and so does the stream. */
    @Test
    void valuesThatIcebergHasNotStopTheirTableAlone() throws Exception {
        db.execute(
                "CREATE TABLE t (id INT PRIMARY KEY, n NUMERIC(5,2), d DATE, ts TIMESTAMP, tz TIMESTAMPTZ, ti TIME)",
                "CREATE TABLE u (id INT PRIMARY KEY)");
        List<String> lines = hear(
                "INSERT INTO t (id, n) VALUES (1, 'NaN')",
                "INSERT INTO t (id, d) VALUES (2, 'infinity')",
                "INSERT INTO t (id, d) VALUES (3, '-infinity')",
                "INSERT INTO t (id, ts) VALUES (4, 'infinity')",
                "INSERT INTO t (id, tz) VALUES (5, '-infinity')",
                "INSERT INTO t (id, ti) VALUES (6, '24:00')",
                "INSERT INTO t (id, ts) VALUES (7, '294276-12-31 23:59:59')",
                "INSERT INTO u VALUES (1)",
                "INSERT INTO t (id) VALUES (8)");
        assertThat(lines).hasSize(11);
        assertThat(lines.subList(1, 8))
                .allMatch(line -> line.startsWith("unreadable t: Cannot read a change of public.t: Column "));
        assertThat(lines.get(1)).contains("Column n holds NaN", "resync");
        assertThat(lines.get(2)).contains("Column d holds the date infinity");
        assertThat(lines.get(4)).contains("Column ts holds the timestamp infinity");
        assertThat(lines.get(6)).contains("Column ti holds 24:00:00");
        assertThat(lines.subList(8, 11))
                .containsExactly("layout u(id:int!)", "insert u(1)", "insert t(8, null, null, null, null, null)");
    }

    @Test
    void unchangedLargeValuesAreKnownToBeMissing() throws Exception {
        db.execute(
                "CREATE TABLE t (id INT PRIMARY KEY, small INT, big TEXT, bin BYTEA, js JSONB, num NUMERIC(38,2))",
                "ALTER TABLE t ALTER big SET STORAGE EXTERNAL",
                "ALTER TABLE t ALTER bin SET STORAGE EXTERNAL",
                "ALTER TABLE t ALTER js SET STORAGE EXTERNAL",
                "INSERT INTO t VALUES (1, 0, repeat('x', 9000), convert_to(repeat('y', 9000), 'UTF8'),"
                        + " jsonb_build_object('k', repeat('z', 9000)), 1)");
        try (ChangeStream stream = open(Optional.empty())) {
            db.execute(
                    "UPDATE t SET small = 1",
                    "UPDATE t SET big = 'short'",
                    "UPDATE t SET bin = '\\x01', js = NULL",
                    "UPDATE t SET big = repeat('w', 9000)",
                    "UPDATE t SET id = 2",
                    "ALTER TABLE t REPLICA IDENTITY FULL",
                    "UPDATE t SET small = 9");
            heard.awaitReached(db.now());
        }
        assertThat(Transcript.of(heard.all()).stream().map(line -> line.replaceAll("w{9000}", "W")))
                .containsExactly(
                        "layout t(id:int!, small:int, big:string, bin:binary, js:string, num:decimal(38, 2))",
                        "partial t(1, 1, null, null, null, 1.00) lacks {2, 3, 4}",
                        "partial t(1, 1, short, null, null, 1.00) lacks {3, 4}",
                        "update t(1, 1, short, 0x01, null, 1.00)",
                        "update t(1, 1, W, 0x01, null, 1.00)",
                        "delete t(1)",
                        "partial t(2, 1, null, 0x01, null, 1.00) lacks {2}",
                        "update t(2, 9, W, 0x01, null, 1.00)");
    }

    @Test
    void aChangelogWithoutFullIdentitySaysThatItNeedsOne() throws Exception {
        db.execute(
                "CREATE TABLE t (id INT PRIMARY KEY, small INT NOT NULL, big TEXT)",
                "ALTER TABLE t ALTER big SET STORAGE EXTERNAL",
                "INSERT INTO t VALUES (1, 7, repeat('x', 9000)), (2, 7, 'x')");
        TableRules rules = new TableRules(TableMode.CHANGELOG, List.of(), Set.of(), Map.of());
        try (ChangeStream stream = db.source(Map.of(db.table("t"), rules)).open(Optional.empty(), heard)) {
            heard.watch(stream.ended());
            db.execute("UPDATE t SET small = 1 WHERE id = 1", "DELETE FROM t WHERE id = 2");
            heard.awaitReached(db.now());
        }
        List<String> lines = Transcript.of(heard.all());
        assertThat(lines.get(1)).contains("unreadable t", "REPLICA IDENTITY FULL");
        // What the log does not say of a deleted row is null, not the zero that the connector would put there.
        assertThat(lines.get(2)).isEqualTo("append t(2, null, null, d)");
    }

    @Test
    void definitionsShowWithTheNextRow() throws Exception {
        db.execute("CREATE TABLE t (id INT PRIMARY KEY, a INT NOT NULL DEFAULT 5, b REAL)");
        assertThat(hearOneByOne(
                        "INSERT INTO t VALUES (1, 1, 1)",
                        "ALTER TABLE t ADD c TEXT DEFAULT 'd'",
                        "INSERT INTO t VALUES (2, 2, 2, NULL)",
                        "ALTER TABLE t DROP b, ALTER a TYPE BIGINT, ALTER a DROP NOT NULL",
                        "INSERT INTO t VALUES (3, NULL, 'x')",
                        "CREATE INDEX ON t (a)",
                        "ANALYZE t",
                        "INSERT INTO t VALUES (4, 4, 'x')",
                        "ALTER TABLE t RENAME TO u",
                        "INSERT INTO u VALUES (5, 5, 'x')"))
                .containsExactly(
                        "layout t(id:int!, a:int!, b:float)",
                        "insert t(1, 1, 1.0)",
                        "layout t(id:int!, a:int!, b:float, c:string)",
                        "insert t(2, 2, 2.0, null)",
                        "layout t(id:int!, a:long, c:string)",
                        "insert t(3, null, x)",
                        "insert t(4, 4, x)",
                        "layout u(id:int!, a:long, c:string)",
                        "insert u(5, 5, x)");
    }

    /** The connector looks keys up when it reads a change: by then the table may have another name. */
    @Test
    void aTableThatIsGoneWhenItsChangesAreReadNeverLosesItsKey() throws Exception {
        db.execute(
                "CREATE TABLE t (id INT PRIMARY KEY, a INT)",
                "CREATE TABLE u (id INT PRIMARY KEY, a INT)",
                "CREATE TABLE v (id INT PRIMARY KEY)");
        SourceState state;
        try (ChangeStream stream = open(Optional.empty())) {
            db.execute("INSERT INTO t VALUES (1, 1)");
            state = stream.stateAt(heard.awaitReached(db.now()));
        }
        awaitInactive();
        db.execute(
                "INSERT INTO t VALUES (2, 2)",
                "DROP TABLE t",
                "UPDATE u SET a = 2",
                "INSERT INTO u VALUES (1, 1)",
                "ALTER TABLE u RENAME TO w",
                "INSERT INTO v VALUES (1)");
        heard.clear();
        try (ChangeStream stream = open(Optional.of(state))) {
            heard.awaitReached(db.now());
        }
        List<String> lines = Transcript.of(heard.all());
        assertThat(lines).hasSize(4);
        assertThat(lines.get(0)).startsWith("unreadable t: ").contains("its key cannot be known");
        assertThat(lines.get(1)).startsWith("unreadable u: ").contains("its key cannot be known");
        assertThat(lines.subList(2, 4)).containsExactly("layout v(id:int!)", "insert v(1)");
    }

    @Test
    void aConfiguredKeyMoves() throws Exception {
        db.execute(
                "CREATE TABLE t (id INT PRIMARY KEY, code TEXT NOT NULL, n INT)",
                "ALTER TABLE t REPLICA IDENTITY FULL");
        TableRules rules = new TableRules(TableMode.UPSERT, List.of("code"), Set.of(), Map.of());
        try (ChangeStream stream = db.source(Map.of(db.table("t"), rules)).open(Optional.empty(), heard)) {
            heard.watch(stream.ended());
            db.execute(
                    "INSERT INTO t VALUES (1, 'a', 1)",
                    "UPDATE t SET n = 2",
                    "UPDATE t SET code = 'b'",
                    "UPDATE t SET id = 2",
                    "DELETE FROM t");
            heard.awaitReached(db.now());
        }
        assertThat(Transcript.of(heard.all()))
                .containsExactly(
                        "layout t(id:int, code:string!, n:int)".replace("id:int", "id:int!"),
                        "insert t(1, a, 1)",
                        "update t(1, a, 2)",
                        "delete t(a)",
                        "insert t(1, b, 2)",
                        "delete t(b)",
                        "insert t(2, b, 2)",
                        "delete t(b)");
    }

    /** I3: what the server may forget follows the acknowledged mark, whatever else was received. */
    @Test
    void onlyWhatIsAcknowledgedIsConfirmed() throws Exception {
        db.execute("CREATE TABLE t (id INT PRIMARY KEY)");
        try (ChangeStream stream = open(Optional.empty())) {
            PostgresPosition start = db.confirmed();
            for (int i = 0; i < 5; i++) {
                db.execute("INSERT INTO t VALUES (" + i + ")");
                SourceMark mark = heard.awaitReached(db.now());
                db.execute("INSERT INTO t VALUES (" + (100 + i) + ")");
                heard.awaitReached(db.now());
                Thread.sleep(SourceFixture.HEARTBEAT.toMillis() * 2);
                assertThat(db.confirmed()).isEqualTo(start);
                stream.acknowledge(mark);
                long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
                while (db.confirmed().equals(start) && System.nanoTime() < deadline) {
                    Thread.sleep(20);
                }
                assertThat(db.confirmed()).isEqualTo(mark.position());
                start = db.confirmed();
            }
        }
        Thread.sleep(500);
        assertThat(db.confirmed())
                .isEqualTo(((ChangeEvent.Boundary) heard.all().stream()
                                .filter(event -> event instanceof ChangeEvent.Boundary boundary
                                        && boundary.mark().position().toString().equals(confirmed()))
                                .findFirst()
                                .orElseThrow())
                        .mark()
                        .position());
    }

    private String confirmed() {
        try {
            return db.confirmed().toString();
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aCutConnectionIsTriedAgain() throws Exception {
        try (ChangeStream stream = open(Optional.empty())) {
            heard.awaitReached(db.now());
            db.execute("SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = '"
                    + db.slot() + "'");
            assertCure(end(stream), Cure.RETRY, "Cannot read the log of", db.slot());
        }
    }

    @Test
    void aCutHeartbeatIsTriedAgain() throws Exception {
        try (ChangeStream stream = open(Optional.empty())) {
            heard.awaitReached(db.now());
            db.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '" + db.slot()
                    + " heartbeat'");
            assertCure(end(stream), Cure.RETRY, "Cannot read the log of");
        }
    }

    @Test
    void aServerThatIsGoneIsTriedAgain(@TempDir Path directory) throws Exception {
        try (PostgresServer other = Servers.postgres(directory);
                PostgresFixture there = new PostgresFixture(other);
                ChangeStream stream = there.source().open(Optional.empty(), heard)) {
            heard.watch(stream.ended());
            heard.awaitReached(there.now());
            other.kill();
            assertCure(end(stream), Cure.RETRY, "Cannot read the log of");
            assertThatThrownBy(() -> there.source().open(Optional.of(new SourceState("{\"lsn\": 1}", "")), heard))
                    .satisfies(failure -> assertCure(failure, Cure.RETRY));
        }
    }

    @Test
    void aSlotThatIsReadAlreadyIsTriedAgain() throws Exception {
        try (ChangeStream stream = open(Optional.empty())) {
            SourceState state = stream.stateAt(heard.awaitReached(db.now()));
            HeardEvents second = new HeardEvents();
            try (ChangeStream other = db.source().open(Optional.of(state), second)) {
                assertCure(end(other), Cure.RETRY, "is active");
            }
        }
    }

    @Test
    void aSlotThatIsGoneNeedsTheOperator() throws Exception {
        SourceState state;
        try (ChangeStream stream = open(Optional.empty())) {
            state = stream.stateAt(heard.awaitReached(db.now()));
        }
        awaitInactive();
        db.execute("SELECT pg_drop_replication_slot('" + db.slot() + "')");
        assertThatThrownBy(() -> open(Optional.of(state)))
                .satisfies(failure -> assertCure(failure, Cure.OPERATOR, db.slot(), "does not exist", "resync"));
        db.execute("SELECT pg_create_logical_replication_slot('" + db.slot() + "', 'pgoutput')");
        assertThatThrownBy(() -> open(Optional.of(state)))
                .satisfies(failure -> assertCure(failure, Cure.OPERATOR, db.slot(), "beyond the checkpoint", "resync"));
    }

    @Test
    void aPublicationThatIsDroppedUnderAStreamNeedsTheOperator() throws Exception {
        db.execute("CREATE TABLE t (id INT PRIMARY KEY)");
        try (ChangeStream stream = open(Optional.empty())) {
            SourceState state = stream.stateAt(heard.awaitReached(db.now()));
            db.execute("INSERT INTO t VALUES (1)", "DROP PUBLICATION " + db.slot(), "INSERT INTO t VALUES (2)");
            assertCure(end(stream), Cure.OPERATOR, "publication");
            awaitInactive();
            assertCure(opened(state), Cure.OPERATOR, "publication");
        }
    }

    private Throwable opened(SourceState state) throws Exception {
        try (ChangeStream stream = db.source().open(Optional.of(state), new HeardEvents())) {
            return end(stream);
        } catch (SourceException e) {
            return e;
        }
    }

    private void awaitInactive() throws Exception {
        while (!"f".equals(db.query("SELECT active FROM pg_replication_slots WHERE slot_name = '" + db.slot() + "'"))) {
            Thread.sleep(20);
        }
    }

    @Test
    void aUserWhoMayNotNeedsTheOperator() throws Exception {
        db.execute("CREATE USER weak" + db.number);
        DatabaseAddress weak = new DatabaseAddress(
                db.address().host(), db.address().port(), db.address().database(), "weak" + db.number, "", Map.of());
        assertCure(openedAs(weak), Cure.OPERATOR);
        DatabaseAddress nobody = new DatabaseAddress(
                db.address().host(), db.address().port(), db.address().database(), "nobody", "", Map.of());
        assertCure(openedAs(nobody), Cure.OPERATOR, "nobody");
        DatabaseAddress nowhere =
                new DatabaseAddress(db.address().host(), db.address().port(), "nowhere", "postgres", "", Map.of());
        assertCure(openedAs(nowhere), Cure.OPERATOR, "nowhere");
    }

    private Throwable openedAs(DatabaseAddress address) throws Exception {
        try (ChangeStream stream =
                db.source(db.settings(address, Map.of())).open(Optional.empty(), new HeardEvents())) {
            return end(stream);
        } catch (SourceException e) {
            return e;
        } finally {
            db.execute(
                    "DROP PUBLICATION IF EXISTS " + db.slot(),
                    "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = '"
                            + db.slot() + "'");
        }
    }
}
