package dev.firn.engine.source.debezium;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.source.debezium.SqlStatement.Kind;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlStatementTest {

    private static SqlStatement read(String sql) {
        return SqlStatement.of(SqlWords.of(sql));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            CREATE TABLE a (id INT)                                  | made d.a
            CREATE TABLE IF NOT EXISTS x.a LIKE b                    | made x.a, read d.b
            CREATE TABLE a (LIKE b)                                  | made d.a, read d.b
            CREATE TABLE a (`like` INT) SELECT 1                     | made d.a
            ALTER TABLE a ADD b INT, RENAME COLUMN c TO e            | changed d.a
            ALTER TABLE a RENAME INDEX i TO k, RENAME KEY k TO l     | changed d.a
            ALTER ONLINE TABLE `a b` . `c` ENGINE = InnoDB           | changed a b.c
            ALTER TABLE a RENAME b                                   | gone d.a, made d.b
            ALTER TABLE a RENAME TO x.b                              | gone d.a, made x.b
            ALTER TABLE a RENAME = b                                 | gone d.a, made d.b
            ALTER TABLE a ADD c INT DEFAULT (1), RENAME AS b         | gone d.a, made d.b
            ALTER TABLE a RENAME TO column                           | gone d.a, made d.column
            ALTER TABLE a EXCHANGE PARTITION p WITH TABLE b          | changed d.a, changed d.b
            RENAME TABLE a TO b, x.c TO a                            | gone d.a, made d.b, gone x.c, made d.a
            RENAME TABLES a TO b                                     | gone d.a, made d.b
            DROP TABLE IF EXISTS a, x.b CASCADE                      | gone d.a, gone x.b
            DROP TABLES a                                            | gone d.a
            TRUNCATE a                                               | changed d.a
            TRUNCATE TABLE x.a                                       | changed x.a
            CREATE UNIQUE INDEX i USING BTREE ON a (b)               | changed d.a
            CREATE INDEX `on` ON x.a (b)                             | changed x.a
            DROP INDEX `PRIMARY` ON a                                | changed d.a
            """)
    void statementsNameTheirTables(String sql, String tables) {
        assertThat(read(sql).kind()).isEqualTo(Kind.TABLES);
        assertThat(read(sql).tables().stream()
                        .map(table -> (table.role() + " ").toLowerCase(java.util.Locale.ROOT) + table.in("d"))
                        .collect(Collectors.joining(", ")))
                .isEqualTo(tables);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            COMMIT                                                   | TRANSACTION
            XA START X'61',X'',1                                     | TRANSACTION
            SAVEPOINT `a`                                            | TRANSACTION
            (SELECT 1)                                               | ROWS
            INSERT INTO t VALUES (1)                                 | ROWS
            SET PASSWORD FOR a = 'b'                                 | DEFAULTS
            CREATE DATABASE a                                        | DEFAULTS
            ALTER SCHEMA a CHARACTER SET latin1                      | DEFAULTS
            DROP DATABASE IF EXISTS a                                | DEFAULTS
            CREATE OR REPLACE ALGORITHM=MERGE DEFINER=`a`@`%` SQL SECURITY INVOKER VIEW v AS SELECT * FROM t | OTHER
            CREATE DEFINER=`table`@`%` TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET @a = 1 | OTHER
            CREATE DEFINER = a@b PROCEDURE p() DROP TABLE t          | OTHER
            CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO DELETE FROM t  | OTHER
            ALTER EVENT e RENAME TO f                                | OTHER
            RENAME USER a TO b                                       | OTHER
            CREATE SPATIAL REFERENCE SYSTEM 4120 NAME 'x'            | OTHER
            CREATE JSON RELATIONAL DUALITY VIEW v AS SELECT 1        | OTHER
            ALTER INSTANCE ROTATE INNODB MASTER KEY                  | OTHER
            ANALYZE TABLE t                                          | OTHER
            GRANT SELECT ON t TO a                                   | OTHER
            ALTER FOO bar                                            | UNKNOWN
            FROBNICATE TABLE t                                       | UNKNOWN
            """)
    void othersAreToldByWhatTheyAreAbout(String sql, Kind kind) {
        assertThat(read(sql)).isEqualTo(new SqlStatement(kind, java.util.List.of()));
    }

    @Test
    void tablesThatOnlyASessionHasAreNamed() {
        SqlStatement dropped = read("DROP TEMPORARY TABLE IF EXISTS t");
        assertThat(dropped.kind()).isEqualTo(Kind.TEMPORARY_TABLES);
        assertThat(dropped.tables()).extracting(SqlStatement.NamedTable::name).containsExactly("t");
    }
}
