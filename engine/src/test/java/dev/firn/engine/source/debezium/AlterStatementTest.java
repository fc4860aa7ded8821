package dev.firn.engine.source.debezium;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.source.debezium.AlterStatement.Change;
import dev.firn.engine.source.debezium.AlterStatement.Change.Added;
import dev.firn.engine.source.debezium.AlterStatement.Change.Dropped;
import dev.firn.engine.source.debezium.AlterStatement.Change.Redefined;
import dev.firn.engine.source.debezium.AlterStatement.Change.Renamed;
import dev.firn.engine.source.debezium.AlterStatement.Named;
import dev.firn.engine.source.debezium.AlterStatement.TableRename;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlterStatementTest {

    private static Change added(String column) {
        return new Added(column, new DefaultClause.Unsaid());
    }

    private static Change added(String column, DefaultClause filling) {
        return new Added(column, filling);
    }

    /** Without the places in the statement. */
    private static List<Change> changes(String statement) {
        return AlterStatement.read(statement).orElseThrow().stream()
                .map(change -> change instanceof Renamed renamed ? renamed(renamed.column(), renamed.to()) : change)
                .toList();
    }

    private static Change renamed(String from, String to) {
        return new Renamed(from, to, 0, 0);
    }

    @Test
    void renames() {
        assertThat(changes("ALTER TABLE shop.t RENAME COLUMN a TO b")).containsExactly(renamed("a", "b"));
        assertThat(changes("alter table `t` change column `a` `b c` int not null default (1, 2) comment 'x, drop y'"))
                .containsExactly(renamed("a", "b c"), new Redefined("b c", false));
        assertThat(changes("ALTER TABLE t CHANGE a a BIGINT, CHANGE `x``y` z VARCHAR(20) AFTER a"))
                .containsExactly(new Redefined("a", false), renamed("x`y", "z"), new Redefined("z", false));
        assertThat(changes("ALTER TABLE t RENAME COLUMN a TO b, RENAME COLUMN b TO a"))
                .containsExactly(renamed("a", "b"), renamed("b", "a"));
    }

    @Test
    void additionsAndDrops() {
        assertThat(
                        changes(
                                "ALTER TABLE t ADD a INT, ADD COLUMN `index` DECIMAL(10,2) DEFAULT 0.5 FIRST, DROP b, DROP COLUMN `key`"))
                .containsExactly(
                        added("a"),
                        added("index", new DefaultClause.Numeral("0.5")),
                        new Dropped("b"),
                        new Dropped("key"));
        assertThat(changes("ALTER TABLE t ADD COLUMN (a INT, b ENUM('x,y', 'z)'), INDEX (a)), ADD (c INT)"))
                .containsExactly(added("a"), added("b"), added("c"));
    }

    @Test
    void otherThingsAreNoColumns() {
        assertThat(
                        changes(
                                "ALTER TABLE t ADD INDEX a (b), ADD UNIQUE KEY (c), ADD PRIMARY KEY (d), ADD CONSTRAINT x CHECK (e > 0),"
                                        + " DROP INDEX f, DROP PRIMARY KEY, DROP FOREIGN KEY g, DROP CHECK h, ADD PARTITION (PARTITION p VALUES LESS THAN (1)),"
                                        + " RENAME INDEX i TO j, RENAME KEY k TO l, RENAME TO m, ALTER COLUMN o SET DEFAULT 1, ENGINE = InnoDB"))
                .isEmpty();
        assertThat(AlterStatement.read("CREATE TABLE t (a INT)")).isEmpty();
        assertThat(AlterStatement.read("RENAME TABLE a TO b")).isEmpty();
    }

    @Test
    void theTableGetsAnotherName() {
        Named there = new Named("", "there");
        assertThat(AlterStatement.tableRename("ALTER TABLE here RENAME TO there"))
                .contains(new TableRename(new Named("", "here"), there));
        assertThat(AlterStatement.tableRename("alter table `shop`.`he``re` add column a int, rename as there, drop b"))
                .contains(new TableRename(new Named("shop", "he`re"), there));
        assertThat(AlterStatement.tableRename("ALTER TABLE a.b RENAME = c.`d e`"))
                .contains(new TableRename(new Named("a", "b"), new Named("c", "d e")));
        assertThat(AlterStatement.tableRename(
                        "ALTER TABLE a RENAME COLUMN b TO c, RENAME INDEX d TO e, RENAME KEY f TO g"))
                .isEmpty();
        assertThat(AlterStatement.tableRename("RENAME TABLE a TO b")).isEmpty();
    }

    @Test
    void commentsAreNotRead() {
        assertThat(changes("/* before */ ALTER /*!80000 TABLE */ t -- drop x\n DROP # no\n COLUMN a /* , DROP b */"))
                .containsExactly(new Dropped("a"));
    }

    @Test
    void textsHideWhatTheyHold() {
        assertThat(
                        changes(
                                "ALTER TABLE t ADD a VARCHAR(9) DEFAULT 'it''s, \\', ADD x' , ADD b INT COMMENT \"RENAME COLUMN a TO b\""))
                .containsExactly(added("a", new DefaultClause.Text("it's, ', ADD x")), added("b"));
    }

    @Test
    void renamesAtATimeAreDoneInTurn() {
        assertThat(SimultaneousRenames.inTurn("ALTER TABLE t RENAME COLUMN a TO b, CHANGE `b` `a` INT NOT NULL"))
                .isEqualTo(
                        "ALTER TABLE t RENAME COLUMN a TO `firn in between 1`, CHANGE `b` `firn in between 2` INT NOT NULL"
                                + ", RENAME COLUMN `firn in between 1` TO `b`, RENAME COLUMN `firn in between 2` TO `a`");
        assertThat(SimultaneousRenames.inTurn("alter table t rename column a to b, drop column B"))
                .isEqualTo("alter table t rename column a to `firn in between 1`, drop column B"
                        + ", RENAME COLUMN `firn in between 1` TO `b`");
        assertThat(SimultaneousRenames.inTurn("ALTER TABLE t RENAME COLUMN a TO b, RENAME COLUMN c TO d"))
                .isEqualTo("ALTER TABLE t RENAME COLUMN a TO b, RENAME COLUMN c TO d");
        assertThat(SimultaneousRenames.inTurn("BEGIN")).isEqualTo("BEGIN");
    }
}
