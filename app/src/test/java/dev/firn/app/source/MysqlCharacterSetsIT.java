package dev.firn.app.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.event.ChangeEvent.Insert;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every character of every character set that MySQL has comes out of its log as the server itself shows it. */
class MysqlCharacterSetsIT extends MysqlLogScenario {

    /** All of one byte, and all of two and three that may be a character in some set. */
    private static final List<String> CODES = List.of(
            "CREATE TABLE not_codes (id INT PRIMARY KEY, code VARBINARY(4))",
            "INSERT INTO not_codes WITH RECURSIVE a(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM a WHERE n < 255)"
                    + " SELECT n, UNHEX(LPAD(HEX(n), 2, '0')) FROM a",
            "INSERT INTO not_codes WITH RECURSIVE a(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM a WHERE n < 255)"
                    + " SELECT a.n * 256 + b.n, UNHEX(CONCAT(HEX(a.n), HEX(b.n))) FROM a, a b WHERE a.n >= 128 AND b.n >= 32",
            "INSERT INTO not_codes WITH RECURSIVE a(n) AS (SELECT 161 UNION ALL SELECT n + 1 FROM a WHERE n < 254)"
                    + " SELECT 0x8f0000 + a.n * 256 + b.n, UNHEX(CONCAT('8F', HEX(a.n), HEX(b.n))) FROM a, a b",
            "SET SESSION cte_max_recursion_depth = 200000",
            "CREATE TABLE not_points (id INT PRIMARY KEY, code VARBINARY(4))",
            "INSERT INTO not_points WITH RECURSIVE a(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM a WHERE n < 70000)"
                    + " SELECT n, UNHEX(LPAD(HEX(n), 8, '0')) FROM a WHERE n NOT BETWEEN 0xd800 AND 0xdfff");

    @Test
    void everyCharacterIsTheOneThatTheServerShows() throws Exception {
        List<String> sets = strings("SELECT character_set_name FROM information_schema.character_sets"
                + " WHERE character_set_name <> 'binary' ORDER BY 1");
        assertThat(sets).hasSizeGreaterThan(35);
        db.execute(CODES.toArray(String[]::new));
        List<String> inserts = new ArrayList<>();
        inserts.add("SET SESSION sql_mode = ''");
        for (String set : sets) {
            db.execute("CREATE TABLE t_" + set + " (id INT PRIMARY KEY, c VARCHAR(4) CHARACTER SET " + set + ")");
            inserts.add(insert(set));
        }
        hear(inserts.toArray(String[]::new));
        Map<String, Map<Integer, String>> told = new HashMap<>();
        for (Insert insert : heard.of(Insert.class)) {
            told.computeIfAbsent(insert.layout().table().name(), name -> new HashMap<>())
                    .put((Integer) insert.row()[0], (String) insert.row()[1]);
        }
        for (String set : sets) {
            Map<Integer, String> shown = shown(set);
            assertThat(shown).as(set).hasSizeGreaterThan(100);
            Map<Integer, String> different = new HashMap<>(told.getOrDefault("t_" + set, Map.of()));
            different.entrySet().removeIf(code -> code.getValue().equals(shown.get(code.getKey())));
            assertThat(different).as(set).isEmpty();
            assertThat(told.get("t_" + set)).as(set).hasSameSizeAs(shown);
        }
    }

    private static String insert(String set) {
        boolean isUnicode = set.startsWith("utf") || set.equals("ucs2") || set.equals("gb18030");
        return isUnicode
                ? "INSERT INTO t_" + set + " SELECT id, CONVERT(CONVERT(code USING utf32) USING " + set
                        + ") FROM not_points WHERE id % " + (set.equals("gb18030") ? 1 : 13) + " = 0 OR id = 0xfeff"
                : "INSERT INTO t_" + set + " SELECT id, CONVERT(code USING " + set
                        + ") FROM not_codes WHERE CONVERT(code USING " + set + ") IS NOT NULL";
    }

    private Map<Integer, String> shown(String set) throws SQLException {
        Map<Integer, String> shown = new HashMap<>();
        try (Statement statement = db.connection().createStatement();
                ResultSet rows = statement.executeQuery("SELECT id, CONVERT(c USING utf8mb4) FROM t_" + set)) {
            while (rows.next()) {
                shown.put(rows.getInt(1), rows.getString(2));
            }
        }
        return shown;
    }

    private List<String> strings(String query) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Statement statement = db.connection().createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }
}
