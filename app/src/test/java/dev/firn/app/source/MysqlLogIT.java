package dev.firn.app.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.event.ChangeEvent;
import dev.firn.engine.event.SourceMark;
import dev.firn.engine.source.ChangeStream;
import dev.firn.engine.source.SourceState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What only MySQL's log has: definitions as statements, transactions that are prepared, and GTIDs. */
class MysqlLogIT extends MysqlLogScenario {

    @Test
    void definitionsAreToldWhenTheyChange() throws Exception {
        db.execute(
                "CREATE TABLE t (id INT PRIMARY KEY, a INT NOT NULL, b FLOAT, KEY (a))",
                "CREATE TABLE x (id INT PRIMARY KEY)");
        assertThat(told(
                        "INSERT INTO t VALUES (1, 1, 1)",
                        "ALTER TABLE t ADD c VARCHAR(9) DEFAULT 'd' AFTER id, COMMENT 'x'",
                        "INSERT INTO t VALUES (2, 'c', 2, 2)",
                        "ALTER TABLE t DROP COLUMN b, MODIFY a BIGINT NULL, DROP KEY a",
                        "INSERT INTO t VALUES (3, 'x', NULL)",
                        "ALTER TABLE t ADD INDEX (cc), CHANGE c cc VARCHAR(20)",
                        "CREATE TABLE u LIKE t",
                        "INSERT INTO u VALUES (1, 'y', 2)",
                        "RENAME TABLE t TO t_old, u TO t",
                        "INSERT INTO t VALUES (4, 'z', 2)",
                        "CREATE TABLE not_this (id INT)",
                        "DROP TABLE not_this, t_old",
                        "DROP TABLE x",
                        "CREATE TABLE y SELECT * FROM t",
                        "DROP DATABASE " + db.schema()))
                .containsExactly(
                        "layout t(id:int!, a:int!, b:float)",
                        "insert t(1, 1, 1.0)",
                        "layout t(id:int!, c:string, a:int!, b:float)",
                        "insert t(2, c, 2, 2.0)",
                        "layout t(id:int!, c:string, a:long)",
                        "insert t(3, x, null)",
                        "layout t(id:int!, cc:string, a:long)",
                        "layout u(id:int!, cc:string, a:long)",
                        "insert u(1, y, 2)",
                        "renamed t to t_old",
                        "layout t_old(id:int!, cc:string, a:long)",
                        "renamed u to t",
                        "layout t(id:int!, cc:string, a:long)",
                        "insert t(4, z, 2)",
                        "dropped t_old",
                        "dropped x",
                        "layout y(id:int, cc:string, a:long, _firn_operation:string, _firn_source_timestamp:timestamptz,"
                                + " _firn_position:string)",
                        "append y(1, y, 2, c)",
                        "append y(4, z, 2, c)",
                        "dropped t",
                        "dropped y");
    }

    /** The definitions go with the mark, not with what the connector has read meanwhile. */
    @Test
    void aStreamGoesOnWithTheDefinitionsOfItsMark() throws Exception {
        db.execute("CREATE TABLE t (id INT PRIMARY KEY, a INT)");
        List<SourceMark> marks = new ArrayList<>();
        List<SourceState> states = new ArrayList<>();
        try (ChangeStream stream = open(Optional.empty())) {
            marks.add(heard.awaitReached(db.now()));
            for (String change : List.of(
                    "INSERT INTO t VALUES (1, 1)",
                    "ALTER TABLE t ADD b INT FIRST",
                    "INSERT INTO t VALUES (2, 2, 2)",
                    "ALTER TABLE t DROP COLUMN a",
                    "INSERT INTO t VALUES (3, 3)",
                    "RENAME TABLE t TO u",
                    "INSERT INTO u VALUES (4, 4)")) {
                db.execute(change);
                marks.add(heard.awaitReached(db.now()));
            }
            marks.forEach(mark -> states.add(stream.stateAt(mark)));
        }
        List<List<String>> runs = new ArrayList<>();
        for (SourceState state : states) {
            heard.clear();
            try (ChangeStream stream = open(Optional.of(state))) {
                heard.awaitReached(db.now());
            }
            runs.add(Transcript.of(heard.all()).stream()
                    .filter(line -> line.startsWith("insert"))
                    .toList());
        }
        List<String> all = List.of("insert t(1, 1)", "insert t(2, 2, 2)", "insert t(3, 3)", "insert u(4, 4)");
        assertThat(runs)
                .containsExactly(
                        all,
                        all.subList(1, 4),
                        all.subList(1, 4),
                        all.subList(2, 4),
                        all.subList(2, 4),
                        all.subList(3, 4),
                        all.subList(3, 4),
                        List.of());
    }

    @Test
    void aTableThatIsSelectedLaterIsReadAtOnce() throws Exception {
        db.execute("CREATE TABLE not_yet (id INT PRIMARY KEY)");
        SourceState state;
        try (ChangeStream stream = open(Optional.empty())) {
            state = stream.stateAt(heard.awaitReached(db.now()));
        }
        db.execute("INSERT INTO not_yet VALUES (1)");
        heard.clear();
        try (ChangeStream stream = db.sourceOfEverything().open(Optional.of(state), heard)) {
            heard.watch(stream.ended());
            heard.awaitReached(db.now());
        }
        assertThat(Transcript.of(heard.all())).containsExactly("layout not_yet(id:int!)", "insert not_yet(1)");
    }

    @Test
    void statementsThatDefineNoTableAreOfNoConcern() throws Exception {
        db.execute("CREATE TABLE t (id INT PRIMARY KEY, a INT)");
        assertThat(told(
                        "CREATE PROCEDURE p() BEGIN DECLARE x INT; SELECT 1 INTO x; END",
                        "CREATE DEFINER=`root`@`%` FUNCTION f() RETURNS INT DETERMINISTIC RETURN 1",
                        "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 5",
                        "CREATE VIEW v AS SELECT * FROM t",
                        "CREATE EVENT ev ON SCHEDULE EVERY 1 YEAR DO SELECT 1",
                        "CREATE USER u" + db.number,
                        "GRANT SELECT ON *.* TO u" + db.number,
                        "DROP USER u" + db.number,
                        "ANALYZE TABLE t",
                        "INSERT INTO t VALUES (1, 1)",
                        "CREATE TEMPORARY TABLE tmp (id INT)",
                        "DROP TEMPORARY TABLE tmp",
                        "DROP VIEW v",
                        "FLUSH BINARY LOGS",
                        "INSERT INTO t VALUES (2, 1)"))
                .containsExactly("layout t(id:int!, a:int)", "insert t(1, 5)", "insert t(2, 5)");
    }

    /** It names none of its tables; a stream that has just begun has heard of none either. */
    @Test
    void aDatabaseThatIsDroppedTakesItsTablesAlong() throws Exception {
        db.execute(
                "CREATE TABLE t (id INT PRIMARY KEY)",
                "CREATE TABLE `a ``b` (id INT PRIMARY KEY)",
                "INSERT INTO t VALUES (1)");
        String name = db.schema();
        SourceState state;
        try (ChangeStream stream = open(Optional.empty())) {
            state = stream.stateAt(heard.awaitReached(db.now()));
        }
        db.execute("drop /* all */ schema if exists `" + name + "`");
        heard.clear();
        try (ChangeStream stream = open(Optional.of(state))) {
            state = stream.stateAt(heard.awaitReached(db.now()));
        }
        assertThat(Transcript.of(heard.all())).containsExactly("dropped a `b", "dropped t");

        db.execute(
                "CREATE DATABASE " + name,
                "CREATE TABLE IF NOT EXISTS " + name + ".t (a VARCHAR(9), id INT PRIMARY KEY)",
                "INSERT INTO " + name + ".t VALUES ('again', 1)");
        heard.clear();
        try (ChangeStream stream = open(Optional.of(state))) {
            heard.awaitReached(db.now());
        }
        assertThat(Transcript.of(heard.all())).containsExactly("layout t(a:string, id:int!)", "insert t(again, 1)");
    }

    @Test
    void severalTablesMoveBetweenDatabasesInOneStatement() throws Exception {
        String other = db.schema() + "_other";
        db.execute(
                "CREATE DATABASE " + other,
                "CREATE TABLE t (id INT PRIMARY KEY)",
                "CREATE TABLE u (id INT PRIMARY KEY, a INT)",
                "CREATE TABLE " + other + ".v (id INT PRIMARY KEY, b INT)");
        try {
            assertThat(told(
                            "RENAME TABLE t TO " + other + ".t, u TO t, " + other + ".v TO u",
                            "INSERT INTO t VALUES (1, 1)",
                            "INSERT INTO " + other + ".t VALUES (1)",
                            "ALTER TABLE t RENAME TO " + other + ".w",
                            "INSERT INTO u VALUES (1, 2)"))
                    .containsExactly(
                            "renamed t to t",
                            "renamed u to t",
                            "layout t(id:int!, a:int)",
                            "dropped u",
                            "layout u(id:int!, b:int)",
                            "insert t(1, 1)",
                            "renamed t to w",
                            "insert u(1, 2)");
        } finally {
            db.execute("DROP DATABASE " + other);
        }
    }

    /** Its outcome stands in the log with its rows. */
    @Test
    void aDistributedTransactionOfOnePhaseIsOneLikeAnyOther() throws Exception {
        db.execute("CREATE TABLE t (id INT PRIMARY KEY)");
        assertThat(told(
                        "XA START 'x', 'y', 7",
                        "INSERT INTO t VALUES (1), (2)",
                        "DELETE FROM t WHERE id = 1",
                        "XA END 'x', 'y', 7",
                        "XA COMMIT 'x', 'y', 7 ONE PHASE",
                        "INSERT INTO t VALUES (3)"))
                .containsExactly("layout t(id:int!)", "insert t(1)", "insert t(2)", "delete t(1)", "insert t(3)");
    }

    /** Their rows stand in the log from when they are prepared, also if they are then rolled back. */
    @Test
    void tablesOfDistributedTransactionsStop() throws Exception {
        db.execute("CREATE TABLE t (id INT PRIMARY KEY)", "CREATE TABLE u (id INT PRIMARY KEY)");
        List<String> lines = told(
                "XA START 'x'",
                "INSERT INTO t VALUES (1), (2)",
                "INSERT INTO t VALUES (3)",
                "XA END 'x'",
                "XA PREPARE 'x'",
                "XA ROLLBACK 'x'",
                "INSERT INTO u VALUES (1)");
        // They came with the transaction, and go with the table before there is a boundary to keep them at.
        List<ChangeEvent> events = heard.all();
        int refused = lines.indexOf(lines.stream()
                .filter(line -> line.startsWith("unreadable t: "))
                .findFirst()
                .orElseThrow());
        assertThat(lines.get(refused)).contains("XA transaction", "resync");
        assertThat(lines.subList(0, refused))
                .containsExactly("layout t(id:int!)", "insert t(1)", "insert t(2)", "insert t(3)");
        assertThat(lines).contains("layout u(id:int!)", "insert u(1)").doesNotContain("unreadable u");
        int inserted = indexOf(events, ChangeEvent.Insert.class);
        assertThat(events.subList(inserted, indexOf(events, ChangeEvent.Unreadable.class)))
                .noneMatch(ChangeEvent.Boundary.class::isInstance);
    }

    @Test
    void aTransactionIsNamedByItsGtid() throws Exception {
        db.execute("CREATE TABLE log (n INT)");
        told("INSERT INTO log VALUES (1)", "TRUNCATE TABLE log");
        List<ChangeEvent.Append> appended = heard.of(ChangeEvent.Append.class);
        assertThat(appended).hasSize(2);
        assertThat(appended)
                .allSatisfy(append -> assertThat(append.transaction().text()).matches("[0-9a-f-]{36}:\\d+"));
    }

    private static int indexOf(List<ChangeEvent> events, Class<?> kind) {
        return events.indexOf(
                events.stream().filter(kind::isInstance).findFirst().orElseThrow());
    }
}
