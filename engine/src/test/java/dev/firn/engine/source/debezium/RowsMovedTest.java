package dev.firn.engine.source.debezium;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.schema.source.TableId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowsMovedTest {

    private static final TableId T = new TableId("shop", "t");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE t DROP PARTITION p1, p2",
                "alter table shop.t truncate partition all",
                "/* at night */ ALTER TABLE `shop` . `t` TRUNCATE PARTITION `p`",
                "ALTER TABLE t IMPORT PARTITION p TABLESPACE",
                "ALTER TABLE t IMPORT TABLESPACE",
            })
    void rowsOfOneTable(String statement) {
        assertThat(RowsMoved.by(statement, "shop")).containsExactly(T);
    }

    @Test
    void twoTablesThatExchangeRows() {
        assertThat(RowsMoved.by(
                        "ALTER TABLE t EXCHANGE PARTITION p WITH TABLE `old`.`drop` WITHOUT VALIDATION", "shop"))
                .containsExactly(T, new TableId("old", "drop"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE t ADD PARTITION (PARTITION p4 VALUES LESS THAN (300000))",
                "ALTER TABLE t REORGANIZE PARTITION p INTO (PARTITION a VALUES LESS THAN (1))",
                "ALTER TABLE t COALESCE PARTITION 4",
                "ALTER TABLE t REMOVE PARTITIONING",
                "ALTER TABLE t DROP COLUMN `partition`, COMMENT 'DROP PARTITION p'",
                "ALTER TABLE t DROP `PARTITION`",
                "DROP TABLE t",
                "CREATE TABLE t (a INT)",
            })
    void allRowsStay(String statement) {
        assertThat(RowsMoved.by(statement, "shop")).isEmpty();
    }
}
