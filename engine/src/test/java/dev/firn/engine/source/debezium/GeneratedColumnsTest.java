package dev.firn.engine.source.debezium;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.source.debezium.MysqlColumn.Generated;
import io.debezium.document.Array;
import io.debezium.document.Document;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class GeneratedColumnsTest {

    private static Document table(String... columns) {
        List<Document> documents = new ArrayList<>();
        for (String column : columns) {
            documents.add(Document.create("name", column, "generated", false));
        }
        Document table = Document.create();
        table.setArray("columns", Array.create(documents));
        return table;
    }

    private static Map<String, Generated> marks(Document table) {
        Map<String, Generated> marks = new TreeMap<>();
        GeneratedColumns.columns(table)
                .forEach(column -> marks.put(column.getString("name"), GeneratedColumns.mark(column)));
        return marks;
    }

    private static Document marked(String statement, Document before, String... columns) {
        Document after = table(columns);
        GeneratedColumns.mark(statement, after, before, other -> other.name().equals("other") ? before : null);
        return after;
    }

    private static Document created() {
        return marked("""
                CREATE TABLE `t` (
                  `id` int NOT NULL,
                  `as` varchar(9) DEFAULT ' as (',
                  `g` int GENERATED ALWAYS AS ((`id` * 2)) VIRTUAL /*!80023 INVISIBLE */,
                  `H` int AS (concat('), x int as (1',id)) STORED NOT NULL,
                  PRIMARY KEY (`id`),
                  KEY `as` (`as`),
                  KEY `f` ((cast(`id` as char(3))))
                ) ENGINE=InnoDB""", null, "id", "as", "g", "H");
    }

    @Test
    void aCreatedTableSaysWhichColumnsItComputes() {
        assertThat(marks(created()))
                .isEqualTo(Map.of("id", Generated.NO, "as", Generated.NO, "g", Generated.YES, "H", Generated.YES));
        assertThat(marks(marked("create table if not exists db.t (a int, b int as (a)) as select 1 c", null, "a", "b")))
                .isEqualTo(Map.of("a", Generated.NO, "b", Generated.YES));
    }

    @Test
    void aCopyComputesWhatItsPatternDoes() {
        assertThat(marks(marked("CREATE TABLE x LIKE other", created(), "id", "as", "g", "H")))
                .isEqualTo(marks(created()));
        assertThat(marks(marked("CREATE TABLE x (LIKE db.other)", created(), "id", "g")))
                .isEqualTo(Map.of("id", Generated.NO, "g", Generated.YES));
    }

    @Test
    void anAlteredTableKeepsWhatTheStatementDoesNotSay() {
        assertThat(marks(marked(
                        "ALTER TABLE t ADD (i INT, j INT AS (i) VIRTUAL), RENAME COLUMN g TO k, MODIFY h INT, CHANGE `as` l TEXT AS (id) STORED",
                        created(),
                        "id",
                        "l",
                        "k",
                        "H",
                        "i",
                        "j")))
                .isEqualTo(Map.of(
                        "id",
                        Generated.NO,
                        "l",
                        Generated.YES,
                        "k",
                        Generated.YES,
                        "H",
                        Generated.NO,
                        "i",
                        Generated.NO,
                        "j",
                        Generated.YES));
        assertThat(marks(marked("RENAME TABLE t TO u", created(), "id", "as", "g", "H")))
                .isEqualTo(marks(created()));
    }

    @Test
    void whatAnOlderHistoryDoesNotSayStaysUnknown() {
        assertThat(marks(marked("ALTER TABLE t ADD c INT AS (a)", table("a", "b"), "a", "b", "c")))
                .isEqualTo(Map.of("a", Generated.UNKNOWN, "b", Generated.UNKNOWN, "c", Generated.YES));
    }
}
