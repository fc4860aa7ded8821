package dev.firn.app.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.event.ChangeEvent;
import dev.firn.engine.event.SourceMark;
import dev.firn.engine.source.ChangeStream;
import dev.firn.engine.source.SourceState;
import dev.firn.engine.source.postgres.PostgresPosition;
import dev.firn.schema.layout.TableMode;
import dev.firn.schema.layout.TableRules;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What only PostgreSQL's log has: the slot, and definitions that show with the next row. */
class PostgresLogIT extends PostgresLogScenario {

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

    /** By the later key the change of the earlier one's row would leave the row as it was beside it. */
    @Test
    void rowsAreToldByTheKeyThatTheirTableHadThen() throws Exception {
        db.execute("CREATE TABLE t (id INT PRIMARY KEY, k INT NOT NULL)");
        SourceState before;
        try (ChangeStream stream = open(Optional.empty())) {
            before = stream.stateAt(heard.awaitReached(db.now()));
        }
        db.execute(
                "INSERT INTO t VALUES (1, 1)",
                "UPDATE t SET k = 2",
                "ALTER TABLE t DROP CONSTRAINT t_pkey, ADD PRIMARY KEY (k, id)",
                "UPDATE t SET k = 3");
        heard.clear();
        try (ChangeStream stream = open(Optional.of(before))) {
            heard.awaitReached(db.now());
        }
        assertThat(Transcript.of(heard.all()))
                .containsExactly(
                        "layout t(id:int!, k:int!)",
                        "insert t(1, 1)",
                        "update t(1, 2)",
                        "layout t(id:int!, k:int!)",
                        "delete t(2, 1)",
                        "insert t(1, 3)");
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
        db.awaitUnread();
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
        assertThat(Transcript.of(heard.all()))
                .containsExactly("untold t", "untold u", "layout v(id:int!)", "insert v(1)");
    }

    @Test
    void aConfiguredKeyMoves() throws Exception {
        db.execute(
                "CREATE TABLE t (id INT PRIMARY KEY, code TEXT NOT NULL, n INT)",
                "ALTER TABLE t REPLICA IDENTITY FULL");
        TableRules rules = new TableRules(TableMode.UPSERT, List.of("code"), Set.of(), Map.of());
        List<ChangeEvent> events = hear(
                Map.of(db.table("t"), rules),
                "INSERT INTO t VALUES (1, 'a', 1)",
                "UPDATE t SET n = 2",
                "UPDATE t SET code = 'b'",
                "UPDATE t SET id = 2",
                "DELETE FROM t");
        assertThat(Transcript.of(events))
                .containsExactly(
                        "layout t(id:int!, code:string!, n:int)",
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
        PostgresPosition confirmed;
        try (ChangeStream stream = open(Optional.empty())) {
            confirmed = db.confirmed();
            for (int i = 0; i < 5; i++) {
                db.execute("INSERT INTO t VALUES (" + i + ")");
                SourceMark mark = heard.awaitReached(db.now());
                db.execute("INSERT INTO t VALUES (" + (100 + i) + ")");
                heard.awaitReached(db.now());
                // Long enough for the connector to tell the server what it has received.
                Thread.sleep(SourceFixture.HEARTBEAT.toMillis() * 2);
                assertThat(db.confirmed()).isEqualTo(confirmed);
                stream.acknowledge(mark);
                confirmed = (PostgresPosition) mark.position();
                db.await("SELECT confirmed_flush_lsn = '" + confirmed
                        + "' FROM pg_replication_slots WHERE slot_name = '" + db.slot() + "'");
            }
        }
        db.awaitUnread();
        assertThat(db.confirmed()).isEqualTo(confirmed);
    }
}
