package dev.firn.engine.source.debezium;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;
import dev.firn.engine.source.mysql.LoggedServer;
import dev.firn.engine.source.mysql.MysqlCharsets;
import dev.firn.engine.source.mysql.MysqlPosition;
import dev.firn.engine.source.mysql.NameCase;
import dev.firn.schema.source.SourceTable;
import dev.firn.schema.source.TableId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A connector that does not understand the word ODD, beside a server whose log is ahead by as much as a test says. */
class LoggedStatementsTest {

    private static final String LOST_T = "DROP /* firn: lost */ TABLE IF EXISTS `shop`.`t`";

    private final Set<TableId> known = new HashSet<>(Set.of(shop("t"), shop("u"), other("x")));
    private final Set<TableId> inCatalog = new HashSet<>(Set.of(shop("t"), shop("u"), shop("v"), other("x")));
    private long serverEnd = 100;
    private String seen = "";

    private final KnownDefinitions definitions = new KnownDefinitions() {
        @Override
        public OptionalInt columns(TableId table) {
            return known.contains(table) ? OptionalInt.of(1) : OptionalInt.empty();
        }

        @Override
        public Set<TableId> tables() {
            return known;
        }

        @Override
        public boolean areFitFor(String statement, String database, List<TableId> named) {
            return !statement.contains("ODD");
        }
    };

    private final LoggedServer server = new LoggedServer() {
        @Override
        public MysqlPosition position() {
            return at(serverEnd);
        }

        @Override
        public Optional<SourceTable> table(TableId table) {
            return Optional.empty();
        }

        @Override
        public Optional<String> declaration(TableId table) {
            return inCatalog.contains(table) ? Optional.of("CREATE TABLE " + table.name()) : Optional.empty();
        }

        @Override
        public boolean mayFireTriggers(TableId table) {
            return false;
        }

        @Override
        public NameCase nameCase() {
            return NameCase.COUNTS;
        }

        @Override
        public MysqlCharsets charsets() {
            return new MysqlCharsets(query -> Map.of());
        }
    };

    private final BinlogRefusals refusals = new BinlogRefusals();
    private final AwaitedDefinitions awaited = new AwaitedDefinitions(server, definitions, refusals);
    private final LoggedStatements statements = new LoggedStatements(
            NameCase.COUNTS,
            table -> table.schema().equals("shop"),
            definitions,
            awaited,
            new BinlogStatements(refusals, MysqlHistory.empty(), server));

    private static TableId shop(String name) {
        return new TableId("shop", name);
    }

    private static TableId other(String name) {
        return new TableId("other", name);
    }

    private static MysqlPosition at(long offset) {
        return new MysqlPosition("binlog.000001", offset, "");
    }

    /** What the connector hears before a statement that ends at a place, and keeps what it sees of that. */
    private List<String> put(String sql, String database, long place) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] strict = {1, 0, 0, 0x20, 0, 0, 0, 0, 0};
        bytes.write(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, (byte) database.length(), 0, 0, (byte) strict.length, 0});
        bytes.write(strict);
        bytes.write((database + "\0" + sql).getBytes(StandardCharsets.UTF_8));
        BinlogQuery query = BinlogQuery.read(new ByteArrayInputStream(bytes.toByteArray()), server.charsets());
        List<String> before = statements.put(query, at(place));
        seen = query.getSql();
        return before;
    }

    @Test
    void namesWithBackquotesAreNotLeftToTheConnector() throws IOException {
        assertThat(put("ALTER TABLE t ADD `a``b` INT", "shop", 10)).containsExactly(LOST_T);
        assertThat(put("ALTER TABLE u RENAME COLUMN a TO `a``b`", "other", 20)).isEmpty();
        assertThat(put("CREATE TABLE v (`a``b` INT)", "shop", 30)).isEmpty();
        assertThat(seen).isEqualTo("CREATE TABLE v (`a``b` INT)");
        assertThat(put("ALTER TABLE `t``t` ADD a INT", "other", 30)).isEmpty();
        assertThat(seen).isEqualTo("ALTER TABLE `t``t` ADD a INT");
        known.add(new TableId("d`e", "t"));
        assertThat(put("DROP DATABASE `d``e`", "", 40)).containsExactly("DROP TABLE IF EXISTS `d``e`.`t`");
    }

    @Test
    void whatIsUnderstoodIsHandedOver() throws IOException {
        assertThat(put("/* x */ ALTER TABLE t ADD a INT", "shop", 10)).isEmpty();
        assertThat(seen).isEqualTo("ALTER TABLE t ADD a INT");
        assertThat(put("CREATE VIEW v AS SELECT 1", "shop", 20)).isEmpty();
        assertThat(seen).isEqualTo(LoggedStatements.PASSED_OVER);
    }

    @Test
    void aReplicatedTableIsReadFromTheCatalogAndComesBackWhereItWasRead() throws IOException {
        assertThat(put("ALTER TABLE t ADD ODD", "shop", 10)).containsExactly(LOST_T);
        assertThat(seen).isEqualTo(LoggedStatements.PASSED_OVER);
        assertThat(awaited.include(shop("t"))).isTrue();
        assertThat(awaited.at(at(99))).isEmpty();
        assertThat(awaited.at(at(100))).containsExactly("CREATE /* firn: read */ TABLE t");
        assertThat(awaited.include(shop("t"))).isFalse();
    }

    /** The catalog had it already, or may have had it. */
    @Test
    void statementsInBetweenAreOfTheCatalogOrHaveItReadAgain() throws IOException {
        put("ALTER TABLE t ADD ODD", "shop", 10);
        assertThat(put("ALTER TABLE t ADD b INT", "shop", 50)).isEmpty();
        assertThat(seen).isEqualTo(LoggedStatements.PASSED_OVER);
        serverEnd = 200;
        assertThat(put("ALTER TABLE t ADD c INT", "shop", 150)).containsExactly(LOST_T);
        assertThat(awaited.at(at(199))).isEmpty();
        assertThat(awaited.at(at(200))).hasSize(1);
    }

    @Test
    void whatWasPassedOverIsSaidWhenTheDefinitionComes() throws IOException {
        put("ALTER TABLE t ADD ODD", "shop", 10);
        awaited.miss(shop("t"));
        assertThat(awaited.at(at(100))).containsExactly("CREATE /* firn: missed */ TABLE t");
    }

    @Test
    void otherTablesAreForgottenAndReadWhenTheyGetAReplicatedName() throws IOException {
        assertThat(put("ALTER TABLE x ADD ODD", "other", 10)).containsExactly("DROP TABLE IF EXISTS `other`.`x`");
        known.remove(other("x"));
        assertThat(put("ALTER TABLE x ADD ODD", "other", 20)).isEmpty();
        assertThat(put("RENAME TABLE x TO shop.v", "other", 30))
                .containsExactly("DROP /* firn: lost */ TABLE IF EXISTS `shop`.`v`");
    }

    @Test
    void aTableThatTheCatalogNoLongerHasIsGone() throws IOException {
        inCatalog.remove(shop("t"));
        assertThat(put("ALTER TABLE t ADD ODD", "shop", 10)).containsExactly("DROP TABLE IF EXISTS `shop`.`t`");
        assertThat(awaited.at(at(100))).isEmpty();
    }

    @Test
    void aStatementOfAnUnknownKindIsAllTablesOfItsDatabase() throws IOException {
        assertThat(put("FROBNICATE EVERYTHING", "shop", 10))
                .containsExactly(LOST_T, "DROP /* firn: lost */ TABLE IF EXISTS `shop`.`u`");
        assertThat(put("FROBNICATE EVERYTHING", "other", 20)).isEmpty();
    }

    /** Once may be an accident; twice is no accident, and would go on for ever. */
    @Test
    void rowsThatFitNoDefinitionStopTheirTableInTheEnd() {
        assertThat(awaited.misfit(shop("t"), 2)).isEqualTo(LOST_T);
        assertThat(awaited.at(at(100))).hasSize(1);
        assertThat(awaited.misfit(shop("t"), 2)).isEqualTo(LOST_T);
        assertThat(awaited.at(at(Long.MAX_VALUE))).isEmpty();
        assertThat(awaited.include(shop("t"))).isTrue();
    }
}
