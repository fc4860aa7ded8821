package dev.firn.engine.source.debezium;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.schema.source.TableId;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChangedTablesTest {

    private static Optional<String> changed(String statement) {
        return ChangedTables.by(SqlWords.of(statement), "shop")
                .map(tables -> tables.stream().map(TableId::toString).collect(Collectors.joining(" ")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "INSERT INTO t VALUES (1, 1), (2, NOW()) | shop.t",
                "insert low_priority ignore `u v` (id, a) values (1, 1) on duplicate key update a = values(a) | shop.u v",
                "REPLACE INTO percona.checksums (db) SELECT COALESCE(LOWER(CONV(BIT_XOR(CAST(CRC32(CONCAT_WS('#', id)) AS UNSIGNED)), 10, 16)), 0)"
                        + " FROM shop.t FORCE INDEX(`PRIMARY`) | ",
                "REPLACE INTO percona.checksums (db) SELECT COUNT(*), COALESCE(CONV(1, 10, 16), 0) FROM shop.t | percona.checksums",
                "INSERT INTO t (id) SELECT id FROM other.u JOIN v USING (id) | shop.t",
                "UPDATE IGNORE t SET a = 1 WHERE id IN (SELECT id FROM u) ORDER BY id LIMIT 1 | shop.t",
                "UPDATE t, other.u AS x SET t.a = 2, x.a = 3 WHERE t.id = x.id | shop.t other.u",
                "UPDATE t x LEFT JOIN u USING (id) STRAIGHT_JOIN v ON v.id = x.id AND (v.a, v.b) IN ((1, 2)) SET x.a = 1 | shop.t shop.u shop.v",
                "DELETE QUICK FROM t PARTITION (p0) WHERE id = 1 | shop.t",
                "DELETE x, y.* FROM t AS x, other.u y WHERE x.id = y.id | shop.t other.u",
                "DELETE FROM x USING t AS x JOIN u USING (id) WHERE u.a = 1 | shop.t shop.u",
                "LOAD DATA LOCAL INFILE 'a' REPLACE INTO TABLE t FIELDS TERMINATED BY ',' (id, a) | shop.t",
            })
    void targets(String statement, String tables) {
        assertThat(changed(statement)).isEqualTo(Optional.ofNullable(tables));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT `shop`.`f`(9)",
                "DO f(9)",
                "CALL p()",
                "INSERT INTO t VALUES (1, f(2))",
                "UPDATE t SET a = shop.count(1)",
                "DELETE FROM t WHERE id = `max`(1)",
                "UPDATE (SELECT 1 id) x JOIN t ON t.id = x.id SET t.a = 1",
                "WITH x AS (SELECT 1 id) UPDATE t JOIN x USING (id) SET a = 1",
                "UPDATE t JOIN JSON_TABLE('[]', '$' COLUMNS (i INT PATH '$')) x SET a = 1",
            })
    void whatItsTextDoesNotTell(String statement) {
        assertThat(changed(statement)).isEmpty();
    }

    @Test
    void nothingIsNoTarget() {
        assertThat(changed("UPDATE")).isEmpty();
        assertThat(changed("INSERT INTO")).isEmpty();
        assertThat(changed("DELETE FROM t, ")).isEmpty();
    }
}
