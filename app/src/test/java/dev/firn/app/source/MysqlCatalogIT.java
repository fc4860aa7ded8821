package dev.firn.app.source;

import static dev.firn.app.source.TableReads.execute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.app.demo.server.MysqlServer;
import dev.firn.app.servers.Servers;
import dev.firn.engine.source.DatabaseAddress;
import dev.firn.engine.source.Finding;
import dev.firn.engine.source.Finding.Verdict;
import dev.firn.engine.source.SourceDatabase;
import dev.firn.engine.source.SourceException;
import dev.firn.engine.source.mysql.MysqlDatabase;
import dev.firn.schema.source.SourceColumn;
import dev.firn.schema.source.SourceTable;
import dev.firn.schema.source.SourceType;
import dev.firn.schema.source.SourceType.Kind;
import dev.firn.schema.source.TableId;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MysqlCatalogIT {

    @TempDir
    static Path directory;

    private static MysqlServer server;
    private static Connection admin;

    @BeforeAll
    static void start() throws SQLException {
        server = Servers.mysql(
                directory, "gtid-mode=OFF", "enforce-gtid-consistency=OFF", "binlog-expire-logs-seconds=3600");
        admin = server.connect();
    }

    @AfterAll
    static void stop() throws SQLException {
        admin.close();
        server.close();
    }

    private static SourceDatabase open(String user, String... include) {
        DatabaseAddress root = server.address();
        DatabaseAddress address = new DatabaseAddress(root.host(), root.port(), "", user, "", root.properties());
        return MysqlDatabase.open(
                TableReads.settings(address, Map.of(), include),
                (settings, server) -> TableReads.silent(server::position));
    }

    private static SourceColumn column(String name, SourceType type) {
        return new SourceColumn(name, type, true);
    }

    @Test
    void whatTheLogDoesNotTellIsAWarning() throws SQLException {
        execute(
                admin,
                "CREATE DATABASE untold",
                "CREATE TABLE untold.parents (id INT PRIMARY KEY, n INT)",
                "CREATE TABLE untold.children (id INT PRIMARY KEY, p INT, q INT, CONSTRAINT of_p FOREIGN KEY (p) REFERENCES untold.parents (id)"
                        + " ON DELETE CASCADE ON UPDATE CASCADE, CONSTRAINT of_q FOREIGN KEY (q) REFERENCES untold.parents (id) ON DELETE SET NULL)",
                "CREATE TABLE untold.strict_children (id INT PRIMARY KEY, p INT, FOREIGN KEY (p) REFERENCES untold.parents (id))");
        try (SourceDatabase source = open("root", "untold.*")) {
            assertThat(source.check())
                    .filteredOn(finding -> finding.subject().endsWith(": foreign keys"))
                    .singleElement()
                    .satisfies(finding -> {
                        assertThat(finding.subject()).startsWith("untold.children");
                        assertThat(finding.verdict()).isEqualTo(Finding.Verdict.WARNING);
                        assertThat(finding.message())
                                .contains(
                                        "of_p to untold.parents, ON DELETE CASCADE and ON UPDATE CASCADE",
                                        "of_q to untold.parents, ON DELETE SET NULL");
                        assertThat(finding.remedy()).contains("firn resync untold.children");
                    });
        }
    }

    @Test
    void typesAreNamedByTheirKeywords() throws SQLException {
        execute(admin, "CREATE DATABASE kinds", """
                CREATE TABLE kinds.kinds (id bigint unsigned AUTO_INCREMENT PRIMARY KEY, b bool, ti tinyint unsigned, i integer,
                    z int(5) zerofill, n numeric(12, 3), n0 decimal, f float, d double precision, bits bit(9), v varchar(50), c char(3), t text,
                    bin binary(4), vb varbinary(9), bl longblob, dt datetime, dt6 datetime(6), ts timestamp(3) NULL, ti_me time, y year, j json,
                    e enum('a', ' unsigned'), s set('x'), doubled bigint AS (i * 2) STORED, virt int AS (i + 1) VIRTUAL,
                    hidden int INVISIBLE)
                """);
        try (SourceDatabase source = open("root", "kinds.*")) {
            SourceTable found =
                    source.catalog().table(new TableId("kinds", "kinds")).orElseThrow();
            assertThat(found.key()).containsExactly("id");
            assertThat(found.columns())
                    .containsExactly(
                            new SourceColumn("id", SourceType.of("bigint unsigned"), false),
                            column("b", SourceType.of("tinyint", 1)),
                            column("ti", SourceType.of("tinyint unsigned")),
                            column("i", SourceType.of("int")),
                            column("z", SourceType.of("int unsigned")),
                            column("n", SourceType.of("decimal", 12, 3)),
                            column("n0", SourceType.of("decimal", 10, 0)),
                            column("f", SourceType.of("float")),
                            column("d", SourceType.of("double")),
                            column("bits", SourceType.of("bit", 9)),
                            column("v", SourceType.of("varchar", 50)),
                            column("c", SourceType.of("char", 3)),
                            column("t", SourceType.of("text")),
                            column("bin", SourceType.of("binary", 4)),
                            column("vb", SourceType.of("varbinary", 9)),
                            column("bl", SourceType.of("longblob")),
                            column("dt", SourceType.of("datetime")),
                            column("dt6", SourceType.of("datetime", 6)),
                            column("ts", SourceType.of("timestamp", 3)),
                            column("ti_me", SourceType.of("time")),
                            column("y", SourceType.of("year")),
                            column("j", SourceType.of("json")),
                            column(
                                    "e",
                                    new SourceType("enum", Kind.ENUM, SourceType.UNSPECIFIED, SourceType.UNSPECIFIED)),
                            column("s", SourceType.of("set")),
                            column("doubled", SourceType.of("bigint")),
                            column("virt", SourceType.of("int")),
                            column("hidden", SourceType.of("int")));
        }
    }

    @Test
    void tablesAndKeysOfSeveralDatabases() throws SQLException {
        execute(
                admin,
                "CREATE DATABASE one",
                "CREATE DATABASE two",
                "CREATE TABLE one.a (x int NOT NULL, y int NOT NULL, z int, v varchar(99) NOT NULL, UNIQUE u2 (y, x), UNIQUE u1 (z),"
                        + " UNIQUE prefix (v(5)), UNIQUE expr ((x + 1)))",
                "CREATE TABLE one.b (x int, y int, PRIMARY KEY (y, x), UNIQUE (x))",
                "CREATE TABLE two.c (x int)",
                "CREATE TABLE two.`it's ``odd``` (x int)",
                "CREATE VIEW two.v AS SELECT 1");
        try (SourceDatabase source = open("root", "one.*", "two.*")) {
            assertThat(source.catalog().tables())
                    .extracting(table -> table.id() + " " + table.key())
                    .containsExactly("one.a [y, x]", "one.b [y, x]", "two.c []", "two.it's `odd` []");
            assertThat(source.catalog().refusals()).containsOnlyKeys(new TableId("two", "it's `odd`"));
        }
    }

    @Test
    void everyRemedyOfTheCheckMends() throws Exception {
        execute(
                admin,
                "CREATE DATABASE shop_1",
                "CREATE TABLE shop_1.a (id int PRIMARY KEY, t text)",
                "CREATE TABLE shop_1.keyless (id int)",
                "CREATE USER firn@'127.0.0.1'",
                "GRANT INSERT ON shop_1.* TO firn@'127.0.0.1'",
                "SET GLOBAL binlog_row_image = 'MINIMAL'",
                "SET GLOBAL binlog_row_value_options = 'PARTIAL_JSON'");
        try (SourceDatabase source = open("firn", "shop_1.*")) {
            assertThatThrownBy(() -> TableReads.prepare(source))
                    .isInstanceOf(SourceException.class)
                    .hasMessageContaining("binlog_row_image is MINIMAL");
            assertThat(with(source, Verdict.FAILURE))
                    .extracting(Finding::subject)
                    .contains(
                            "binlog_row_image",
                            "binlog_row_value_options",
                            "replication privileges",
                            "shop_1.a: privilege",
                            "shop_1.keyless: privilege");
            assertThat(with(source, Verdict.WARNING))
                    .extracting(Finding::subject)
                    .containsExactlyInAnyOrder("gtid_mode", "binlog retention");
            for (Verdict verdict : List.of(Verdict.FAILURE, Verdict.WARNING)) {
                for (Finding finding : with(source, verdict)) {
                    if (finding.subject().endsWith("key")) {
                        continue; // which columns those are only the user knows
                    }
                    for (String statement :
                            finding.remedy().replaceAll("\\(it holds.*\\)", "").split(";\\s*")) {
                        execute(admin, statement);
                    }
                }
            }
        }
        try (SourceDatabase source = open("firn", "shop_1.*")) {
            assertThat(with(source, Verdict.FAILURE)).isEmpty();
            assertThat(with(source, Verdict.WARNING))
                    .extracting(Finding::subject)
                    .containsExactly("shop_1.keyless: key");
            TableReads.prepare(source);
        }
    }

    private static List<Finding> with(SourceDatabase source, Verdict verdict) {
        return source.check().stream()
                .filter(finding -> finding.verdict() == verdict)
                .toList();
    }
}
