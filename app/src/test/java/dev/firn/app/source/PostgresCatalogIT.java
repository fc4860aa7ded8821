package dev.firn.app.source;

import static dev.firn.app.source.TableReads.execute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.firn.app.demo.server.PostgresServer;
import dev.firn.app.servers.Servers;
import dev.firn.engine.source.SourceCatalog.Refusal;
import dev.firn.engine.source.SourceDatabase;
import dev.firn.engine.source.postgres.PostgresDatabase;
import dev.firn.schema.layout.TableMode;
import dev.firn.schema.layout.TableRules;
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
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresCatalogIT {

    @TempDir
    static Path directory;

    private static PostgresServer server;
    private static int created;

    @BeforeAll
    static void start() {
        server = Servers.postgres(directory);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private final String name = "catalog" + ++created;

    private SourceDatabase open(Map<TableId, TableRules> rules, String... include) {
        return PostgresDatabase.open(
                TableReads.settings(server.address(name), rules, include),
                (s, catalog, start, delivered) -> TableReads.silent(start));
    }

    private Connection database() throws SQLException {
        server.createDatabase(name);
        return server.connect(name);
    }

    private static TableId table(String name) {
        return new TableId("public", name);
    }

    @Test
    void typesAreNamedAsThePgTypeCatalogNamesThem() throws SQLException {
        try (Connection connection = database();
                SourceDatabase source = open(Map.of(), "public.*")) {
            execute(
                    connection,
                    "CREATE TYPE \"Mood\" AS ENUM ('fine', 'bad')",
                    "CREATE TYPE pair AS (a int, b int)",
                    "CREATE DOMAIN code AS varchar(12) NOT NULL",
                    "CREATE DOMAIN amount AS numeric(14, 3)",
                    "CREATE DOMAIN price AS amount",
                    """
                    CREATE TABLE kinds (id bigserial PRIMARY KEY, small int2, v varchar(50), v0 varchar, c char(3), t text,
                        n numeric(12, 2), n0 numeric, ts timestamp, ts3 timestamp(3), tz timestamptz(0),
                        d date, u uuid, b bytea, j jsonb, m "Mood", p pair, r int4range, a int[], code code, price price,
                        bits bit(8), doubled bigint GENERATED ALWAYS AS (id * 2) STORED)
                    """);
            SourceTable found = source.catalog().table(table("kinds")).orElseThrow();
            assertThat(found.key()).containsExactly("id");
            assertThat(found.columns())
                    .containsExactly(
                            new SourceColumn("id", SourceType.of("int8"), false),
                            new SourceColumn("small", SourceType.of("int2"), true),
                            new SourceColumn("v", SourceType.of("varchar", 50), true),
                            new SourceColumn("v0", SourceType.of("varchar"), true),
                            new SourceColumn("c", SourceType.of("bpchar", 3), true),
                            new SourceColumn("t", SourceType.of("text"), true),
                            new SourceColumn("n", SourceType.of("numeric", 12, 2), true),
                            new SourceColumn("n0", SourceType.of("numeric"), true),
                            new SourceColumn("ts", SourceType.of("timestamp"), true),
                            new SourceColumn("ts3", SourceType.of("timestamp", 3), true),
                            new SourceColumn("tz", SourceType.of("timestamptz", 0), true),
                            new SourceColumn("d", SourceType.of("date"), true),
                            new SourceColumn("u", SourceType.of("uuid"), true),
                            new SourceColumn("b", SourceType.of("bytea"), true),
                            new SourceColumn("j", SourceType.of("jsonb"), true),
                            new SourceColumn("m", kind("mood", Kind.ENUM), true),
                            new SourceColumn("p", kind("pair", Kind.OTHER), true),
                            new SourceColumn("r", kind("int4range", Kind.OTHER), true),
                            new SourceColumn("a", kind("_int4", Kind.ARRAY), true),
                            new SourceColumn("code", SourceType.of("varchar", 12), false),
                            new SourceColumn("price", SourceType.of("numeric", 14, 3), true),
                            new SourceColumn("bits", SourceType.of("bit", 8), true));
        }
    }

    @Test
    void aNumericOfNegativeScaleHasDigitsBeyondItsPrecision() throws SQLException {
        try (Connection connection = database();
                SourceDatabase source = open(Map.of(), "public.*")) {
            assumeThat(connection.getMetaData().getDatabaseMajorVersion())
                    .as("negative scales came with PostgreSQL 15")
                    .isGreaterThanOrEqualTo(15);
            execute(connection, "CREATE TABLE kinds (id int PRIMARY KEY, negative numeric(5, -2))");
            assertThat(source.catalog().table(table("kinds")).orElseThrow().columns())
                    .contains(new SourceColumn("negative", SourceType.of("numeric", 7, 0), true));
        }
    }

    private static SourceType kind(String name, Kind kind) {
        return new SourceType(name, kind, SourceType.UNSPECIFIED, SourceType.UNSPECIFIED);
    }

    @Test
    void tablesAreThoseThatThePatternsSelect() throws SQLException {
        try (Connection connection = database();
                SourceDatabase source = open(Map.of(), "public.*", "Odd \"Schema\".*", "other.one*")) {
            execute(
                    connection,
                    "CREATE SCHEMA \"Odd \"\"Schema\"\"\"",
                    "CREATE TABLE \"Odd \"\"Schema\"\"\".\"T.ä's \"\"x\"\"\" (\"Id\" int PRIMARY KEY, \"select\" text)",
                    "CREATE SCHEMA other",
                    "CREATE TABLE other.one (id int PRIMARY KEY)",
                    "CREATE TABLE other.two (id int PRIMARY KEY)",
                    "CREATE TABLE plain (id int PRIMARY KEY)",
                    "CREATE TABLE child (more int) INHERITS (plain)",
                    "CREATE VIEW seen AS SELECT * FROM plain",
                    "CREATE MATERIALIZED VIEW kept AS SELECT * FROM plain",
                    "CREATE TEMP TABLE passing (id int)",
                    "CREATE TABLE parts (id int, day date, PRIMARY KEY (day, id)) PARTITION BY RANGE (day)",
                    "CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM ('2020-01-01') TO ('2021-01-01')");
            assertThat(source.catalog().tables())
                    .extracting(SourceTable::id)
                    .containsExactly(
                            new TableId("Odd \"Schema\"", "T.ä's \"x\""),
                            new TableId("other", "one"),
                            table("child"),
                            table("parts"),
                            table("plain"));
            assertThat(source.catalog().table(table("parts")).orElseThrow().key())
                    .containsExactly("day", "id");
            assertThat(source.catalog().table(table("nothing"))).isEmpty();
        }
    }

    @Test
    void withoutPrimaryKeyTheBestUniqueIndexIsTheKey() throws SQLException {
        try (Connection connection = database();
                SourceDatabase source = open(Map.of(), "public.*")) {
            execute(
                    connection,
                    "CREATE TABLE several (a int NOT NULL, b int NOT NULL, c int NOT NULL, n int)",
                    "CREATE UNIQUE INDEX two ON several (b, a)",
                    "CREATE UNIQUE INDEX zone ON several (c)",
                    "CREATE UNIQUE INDEX cone ON several (b) INCLUDE (n)",
                    "CREATE TABLE identified (LIKE several)",
                    "CREATE UNIQUE INDEX itwo ON identified (b, a)",
                    "CREATE UNIQUE INDEX ione ON identified (c)",
                    "ALTER TABLE identified REPLICA IDENTITY USING INDEX itwo",
                    "CREATE TABLE useless (a int NOT NULL, n int, t text NOT NULL)",
                    "CREATE UNIQUE INDEX partial ON useless (a) WHERE n > 0",
                    "CREATE UNIQUE INDEX nullable ON useless (n)",
                    "CREATE UNIQUE INDEX expression ON useless (lower(t))",
                    "ALTER TABLE useless ADD CONSTRAINT late UNIQUE (a) DEFERRABLE");
            assertThat(source.catalog().table(table("several")).orElseThrow().key())
                    .containsExactly("b");
            assertThat(source.catalog().table(table("identified")).orElseThrow().key())
                    .containsExactly("b", "a");
            assertThat(source.catalog().table(table("useless")).orElseThrow().key())
                    .isEmpty();
        }
    }

    @Test
    void tablesThatPublishingWouldHarmAreRefusedWithWhatMendsThem() throws SQLException {
        TableRules byEmail = new TableRules(TableMode.UPSERT, List.of("email"), Set.of(), Map.of());
        try (Connection connection = database();
                SourceDatabase source = open(Map.of(table("by_email"), byEmail), "public.*")) {
            execute(
                    connection,
                    "CREATE TABLE fine (id int PRIMARY KEY)",
                    "CREATE TABLE keyless (a int)",
                    "CREATE TABLE nothing (id int PRIMARY KEY)",
                    "ALTER TABLE nothing REPLICA IDENTITY NOTHING",
                    "CREATE TABLE late (id int PRIMARY KEY DEFERRABLE INITIALLY DEFERRED)",
                    "CREATE TABLE by_email (id int PRIMARY KEY, email text NOT NULL UNIQUE)",
                    "CREATE UNLOGGED TABLE fast (id int PRIMARY KEY)",
                    "CREATE TABLE parts (id int, at int) PARTITION BY RANGE (at)",
                    "CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (10)",
                    "ALTER TABLE parts_1 REPLICA IDENTITY FULL",
                    "CREATE TABLE parts_2 PARTITION OF parts FOR VALUES FROM (10) TO (20)",
                    "CREATE TABLE whole (a int)",
                    "ALTER TABLE whole REPLICA IDENTITY FULL");
            Map<TableId, Refusal> refusals = source.catalog().refusals();
            assertThat(refusals.keySet())
                    .containsExactlyInAnyOrder(
                            table("keyless"),
                            table("nothing"),
                            table("late"),
                            table("by_email"),
                            table("fast"),
                            table("parts"));
            assertThat(refusals.get(table("parts")).remedy())
                    .isEqualTo("ALTER TABLE \"public\".\"parts_2\" REPLICA IDENTITY FULL;");
            assertThat(refusals.get(table("by_email")).reason()).contains("(id)", "(email)");
            for (Refusal refusal : refusals.values()) {
                execute(connection, refusal.remedy());
            }
            assertThat(source.catalog().refusals()).isEmpty();
        }
    }

    @Test
    void parentsThatStreamNothingAreRefusedWithWhatToDoInstead() throws SQLException {
        try (Connection connection = database();
                SourceDatabase source = open(Map.of(), "public.*", "public.seen")) {
            execute(
                    connection,
                    "CREATE TABLE measured (at int PRIMARY KEY)",
                    "CREATE TABLE measured_1 (CHECK (at < 10), PRIMARY KEY (at)) INHERITS (measured)",
                    "CREATE FUNCTION to_child() RETURNS trigger LANGUAGE plpgsql AS"
                            + " 'BEGIN INSERT INTO measured_1 VALUES (NEW.*); RETURN NULL; END'",
                    "CREATE TRIGGER to_child BEFORE INSERT ON measured FOR EACH ROW EXECUTE FUNCTION to_child()",
                    "CREATE TABLE ruled (id int PRIMARY KEY)",
                    "CREATE TABLE ruled_1 (PRIMARY KEY (id)) INHERITS (ruled)",
                    "CREATE RULE to_child AS ON INSERT TO ruled DO INSTEAD INSERT INTO ruled_1 VALUES (NEW.*)",
                    "CREATE TABLE parent (id int PRIMARY KEY)",
                    "CREATE TABLE child (PRIMARY KEY (id)) INHERITS (parent)",
                    "INSERT INTO child VALUES (1)",
                    "CREATE VIEW seen AS SELECT * FROM parent");
            assertThat(source.catalog().refusals()).as("no child has rows yet").isEmpty();
            execute(connection, "INSERT INTO measured VALUES (1)", "INSERT INTO ruled VALUES (1)");
            assertThat(source.catalog().refusals()).containsOnlyKeys(table("measured"), table("ruled"));
            assertThat(source.catalog().refusals().get(table("ruled")).reason())
                    .contains("in the tables that inherit from it");
            assertThat(source.check())
                    .filteredOn(finding -> finding.subject().equals("public.measured: replication"))
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.remedy()).startsWith("name it in tables.exclude"));
            assertThat(source.check())
                    .filteredOn(finding -> finding.subject().equals("public.seen: replication"))
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.message()).startsWith("it is a view"));
            // As the extension's catalog has it.
            execute(
                    connection,
                    "CREATE SCHEMA _timescaledb_catalog",
                    "CREATE TABLE _timescaledb_catalog.hypertable (schema_name name, table_name name)",
                    "INSERT INTO _timescaledb_catalog.hypertable VALUES ('public', 'parent')");
            assertThat(source.catalog().refusals().get(table("parent")).reason())
                    .contains("a hypertable of TimescaleDB");
        }
    }

    @Test
    void aChangelogOverAFloatingKeyIsToldToNeedWholeOldRows() throws SQLException {
        TableRules changelog = new TableRules(TableMode.CHANGELOG, List.of(), Set.of(), Map.of());
        try (Connection connection = database();
                SourceDatabase source = open(Map.of(table("prices"), changelog), "public.*")) {
            execute(connection, "CREATE TABLE prices (amount float8 PRIMARY KEY, note text)");
            assertThat(source.check())
                    .filteredOn(finding -> finding.subject().equals("public.prices: old rows"))
                    .singleElement()
                    .satisfies(finding -> {
                        assertThat(finding.message()).contains("a floating point number");
                        assertThat(finding.remedy())
                                .isEqualTo("ALTER TABLE \"public\".\"prices\" REPLICA IDENTITY FULL;");
                    });
            execute(connection, "ALTER TABLE prices REPLICA IDENTITY FULL");
            assertThat(source.check()).noneMatch(finding -> finding.subject().equals("public.prices: old rows"));
        }
    }

    @Test
    void aThousandTablesTakeOneTransaction() throws SQLException {
        try (Connection connection = database();
                SourceDatabase source = open(Map.of(), "public.*")) {
            execute(connection, "SET synchronous_commit = off", """
                    DO $$ BEGIN FOR i IN 1..1000 LOOP
                        EXECUTE format('CREATE TABLE t%s (id int PRIMARY KEY, a text, b numeric(10,2))', i);
                    END LOOP; END $$
                    """);
            long before = transactions(connection);
            assertThat(source.catalog().tables()).hasSize(1000);
            assertThat(transactions(connection) - before).isLessThan(20);
        }
    }

    private static long transactions(Connection connection) throws SQLException {
        return Long.parseLong(TableReads.query(
                connection, "SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()"));
    }
}
