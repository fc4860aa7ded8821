package dev.firn.app.source;

import static dev.firn.app.source.TableReads.execute;
import static dev.firn.app.source.TableReads.prepare;
import static dev.firn.app.source.TableReads.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.firn.app.demo.server.PostgresServer;
import dev.firn.engine.source.Finding;
import dev.firn.engine.source.Finding.Verdict;
import dev.firn.engine.source.SourceDatabase;
import dev.firn.engine.source.TableIdentity;
import dev.firn.engine.source.postgres.PostgresDatabase;
import dev.firn.schema.source.TableId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What the application may write it still may when Firn has started, whatever its tables are like. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ApplicationWritesContract {

    private static final String STORED = "g int GENERATED ALWAYS AS (b * 2) STORED";
    private static final String VIRTUAL = "g int GENERATED ALWAYS AS (b * 2) VIRTUAL";

    /** Each has a column b, and no two rows that share one. */
    private static final Map<String, List<String>> KINDS = new TreeMap<>(Map.ofEntries(
            kind("nokey", "CREATE TABLE nokey (b int)"),
            kind("key", "CREATE TABLE key (b int, PRIMARY KEY (b))"),
            kind("whole", "CREATE TABLE whole (b int)", "ALTER TABLE whole REPLICA IDENTITY FULL"),
            kind(
                    "indexed",
                    "CREATE TABLE indexed (b int NOT NULL, c int)",
                    "CREATE UNIQUE INDEX indexed_b ON indexed (b)",
                    "ALTER TABLE indexed REPLICA IDENTITY USING INDEX indexed_b"),
            kind("none", "CREATE TABLE none (b int PRIMARY KEY)", "ALTER TABLE none REPLICA IDENTITY NOTHING"),
            kind("numbered", "CREATE TABLE numbered (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, b int)"),
            kind("late", "CREATE TABLE late (b int PRIMARY KEY DEFERRABLE INITIALLY DEFERRED)"),
            kind("unlogged", "CREATE UNLOGGED TABLE unlogged (b int PRIMARY KEY)"),
            kind("passing", "CREATE TEMPORARY TABLE passing (b int)"),
            kind(
                    "elsewhere",
                    "CREATE FOREIGN DATA WRAPPER nothing",
                    "CREATE SERVER nowhere FOREIGN DATA WRAPPER nothing",
                    "CREATE FOREIGN TABLE elsewhere (b int) SERVER nowhere"),
            kind("stored", "CREATE TABLE stored (b int PRIMARY KEY, " + STORED + ")"),
            kind(
                    "full_stored",
                    "CREATE TABLE full_stored (b int PRIMARY KEY, " + STORED + ")",
                    "ALTER TABLE full_stored REPLICA IDENTITY FULL"),
            kind(
                    "full_stored_keyless",
                    "CREATE TABLE full_stored_keyless (b int, " + STORED + ")",
                    "ALTER TABLE full_stored_keyless REPLICA IDENTITY FULL"),
            kind("key_stored", "CREATE TABLE key_stored (b int, " + STORED + " PRIMARY KEY)"),
            kind("key_with_stored", "CREATE TABLE key_with_stored (b int, " + STORED + ", PRIMARY KEY (b, g))"),
            kind(
                    "index_stored",
                    "CREATE TABLE index_stored (b int PRIMARY KEY, " + STORED + " NOT NULL UNIQUE)",
                    "ALTER TABLE index_stored REPLICA IDENTITY USING INDEX index_stored_g_key"),
            kind(
                    "parts",
                    "CREATE TABLE parts (b int PRIMARY KEY) PARTITION BY RANGE (b)",
                    "CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (10)",
                    "CREATE TABLE parts_2 PARTITION OF parts FOR VALUES FROM (10) TO (20)"),
            kind(
                    "parts_stored",
                    "CREATE TABLE parts_stored (b int PRIMARY KEY, " + STORED + ") PARTITION BY RANGE (b)",
                    "CREATE TABLE parts_stored_1 PARTITION OF parts_stored FOR VALUES FROM (0) TO (10)",
                    "CREATE TABLE parts_stored_2 PARTITION OF parts_stored FOR VALUES FROM (10) TO (20)",
                    "ALTER TABLE parts_stored_2 REPLICA IDENTITY FULL"),
            kind("parent", "CREATE TABLE parent (b int PRIMARY KEY)", "CREATE TABLE child (c int) INHERITS (parent)")));

    private static final Map<String, List<String>> KINDS_OF_18 = new TreeMap<>(Map.ofEntries(
            kind("virtual", "CREATE TABLE virtual (b int PRIMARY KEY, " + VIRTUAL + ")"),
            kind(
                    "full_virtual",
                    "CREATE TABLE full_virtual (b int PRIMARY KEY, " + VIRTUAL + ")",
                    "ALTER TABLE full_virtual REPLICA IDENTITY FULL"),
            kind(
                    "full_virtual_keyless",
                    "CREATE TABLE full_virtual_keyless (b int, " + VIRTUAL + ")",
                    "ALTER TABLE full_virtual_keyless REPLICA IDENTITY FULL"),
            kind(
                    "full_both",
                    "CREATE TABLE full_both (b int, " + VIRTUAL
                            + ", h int GENERATED ALWAYS AS (b * 3) STORED, PRIMARY KEY (b))",
                    "ALTER TABLE full_both REPLICA IDENTITY FULL")));

    @TempDir
    static Path directory;

    private PostgresServer server;
    private Connection application;
    private int created;

    private static Map.Entry<String, List<String>> kind(String table, String... statements) {
        return Map.entry(table, List.of(statements));
    }

    abstract PostgresServer start(Path directory);

    @BeforeAll
    void startServer() {
        server = start(directory);
    }

    @AfterAll
    void stopServer() {
        server.close();
    }

    @BeforeEach
    void connect() throws SQLException {
        String name = "writes" + ++created;
        server.createDatabase(name);
        application = server.connect(name);
    }

    @AfterEach
    void disconnect() throws SQLException {
        execute(application, "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots");
        application.close();
    }

    private SourceDatabase open() {
        return PostgresDatabase.open(
                TableReads.settings(server.address("writes" + created), Map.of(), "public.*"),
                (settings, catalog, start, delivered) -> TableReads.silent(start));
    }

    private boolean is18() throws SQLException {
        return application.getMetaData().getDatabaseMajorVersion() >= 18;
    }

    private Map<String, List<String>> kinds() throws SQLException {
        Map<String, List<String>> kinds = new TreeMap<>(KINDS);
        if (is18()) {
            kinds.putAll(KINDS_OF_18);
        }
        return kinds;
    }

    private void create(Map<String, List<String>> kinds) throws SQLException {
        for (List<String> statements : kinds.values()) {
            execute(application, statements.toArray(String[]::new));
        }
    }

    /** What becomes of each statement that changes rows: nothing, or an error. */
    private List<String> outcomes(Iterable<String> tables) throws SQLException {
        List<String> outcomes = new ArrayList<>();
        for (String table : tables) {
            for (String sql : List.of(
                    "INSERT INTO " + table + " (b) VALUES (1), (11)",
                    "UPDATE " + table + " SET b = b + 1",
                    "UPDATE " + table + " SET b = b WHERE b = 12",
                    "DELETE FROM " + table)) {
                try (Statement statement = application.createStatement()) {
                    statement.execute(sql);
                    outcomes.add(sql + ": done");
                } catch (SQLException e) {
                    outcomes.add(sql + ": " + e.getMessage());
                }
            }
        }
        return outcomes;
    }

    private String published() throws SQLException {
        return query(
                application,
                "SELECT string_agg(tablename, ' ' ORDER BY tablename) FROM pg_publication_tables WHERE pubname = 'firn_shop'");
    }

    private static TableId table(String name) {
        return new TableId("public", name);
    }

    private static List<Finding> failures(SourceDatabase source) {
        return source.check().stream()
                .filter(finding -> finding.verdict() == Verdict.FAILURE)
                .toList();
    }

    @Test
    void aStartTakesNoWriteFromTheApplication() throws Exception {
        Map<String, List<String>> kinds = kinds();
        create(kinds);
        List<String> before = outcomes(kinds.keySet());
        assertThat(before).filteredOn(outcome -> !outcome.endsWith(": done")).hasSize(4);
        try (SourceDatabase source = open()) {
            prepare(source);
            assertThat(outcomes(kinds.keySet())).isEqualTo(before);
            source.coverTables();
            assertThat(outcomes(kinds.keySet())).isEqualTo(before);
            assertThat(published())
                    .as("and all are published that can be")
                    .contains("indexed", "key", "numbered", "parent", "parts", "stored");
        }
    }

    @Test
    void thePublicationOfTheDeployedSqlTakesNoWriteEither() throws Exception {
        Map<String, List<String>> kinds = kinds();
        create(kinds);
        List<String> before = outcomes(kinds.keySet());
        execute(application, Files.readString(Path.of("..", "deploy", "postgres-user.sql")));
        assertThat(outcomes(kinds.keySet())).isEqualTo(before);
        assertThat(published().split(" ")).contains("indexed", "key", "numbered", "parent", "parts", "stored", "whole");
    }

    @Test
    void everyRemedyMendsAndIsNeverOneThatHarms() throws Exception {
        Map<String, List<String>> kinds = kinds();
        kinds.keySet().removeIf(kind -> kind.equals("passing") || kind.equals("elsewhere"));
        create(kinds);
        List<String> before = outcomes(kinds.keySet());
        try (SourceDatabase source = open()) {
            prepare(source);
            for (Finding failure : failures(source)) {
                mend(failure);
            }
            assertThat(failures(source)).isEmpty();
            for (Finding finding : source.check()) {
                if (finding.subject().endsWith(": PostgreSQL 18")
                        || finding.subject().endsWith(": old rows")) {
                    mend(finding);
                }
            }
            assertThat(source.check()).noneMatch(finding -> finding.subject().endsWith(": PostgreSQL 18"));
            source.coverTables();
            assertThat(published().split(" "))
                    .containsAll(kinds.keySet().stream()
                            .filter(kind -> !kind.startsWith("parts_"))
                            .toList());
            assertThat(outcomes(kinds.keySet())).isEqualTo(before);
        }
    }

    /** Does what the remedy says, where that is no statement. */
    private void mend(Finding finding) throws SQLException {
        String remedy = finding.remedy().replace("before the upgrade: ", "");
        if (remedy.startsWith("give it a primary key")) {
            String name = finding.subject().replaceAll("public\\.(.*): .*", "$1");
            execute(
                    application,
                    "ALTER TABLE " + name + " DROP CONSTRAINT IF EXISTS " + name + "_pkey",
                    "ALTER TABLE " + name + " ADD PRIMARY KEY (b), REPLICA IDENTITY DEFAULT");
        } else if (!remedy.startsWith("nothing at the table")) {
            execute(application, remedy);
        }
    }

    @Test
    void whatComesOrChangesLaterIsSeenAndTakesNoWriteEither() throws Exception {
        execute(
                application,
                "CREATE TABLE a (b int PRIMARY KEY, " + STORED + ")",
                "CREATE TABLE z (b int PRIMARY KEY)",
                "ALTER TABLE z REPLICA IDENTITY FULL",
                "CREATE TABLE keyed (b int PRIMARY KEY)");
        List<String> before = outcomes(List.of("a", "z", "keyed"));
        try (SourceDatabase source = open()) {
            prepare(source);
            source.coverTables();
            assertThat(published()).isEqualTo("a keyed z");
            Map<TableId, TableIdentity> seen = source.catalog().identities().orElseThrow();
            execute(
                    application,
                    "ALTER TABLE a REPLICA IDENTITY FULL",
                    "ALTER TABLE z ADD " + STORED,
                    "ALTER TABLE keyed DROP CONSTRAINT keyed_pkey",
                    "CREATE TABLE later (b int, " + STORED + ")",
                    "ALTER TABLE later REPLICA IDENTITY FULL");
            assertThat(source.catalog().identities().orElseThrow())
                    .allSatisfy((table, identity) -> assertThat(identity).isNotEqualTo(seen.get(table)));
            source.coverTables();
            assertThat(published()).isEqualTo(is18() ? null : "a later z");
            assertThat(outcomes(List.of("a", "z", "keyed"))).isEqualTo(before);
            assertThat(source.catalog().refusals().keySet())
                    .contains(table("keyed"))
                    .doesNotContain(is18() ? table("nothing") : table("a"));
        }
    }

    @Test
    void aPublicationThatCarriesStoredColumnsLetsWholeOldRowsBePublished() throws Exception {
        assumeThat(is18())
                .as("generated columns are published since version 18")
                .isTrue();
        execute(
                application,
                "CREATE TABLE a (b int PRIMARY KEY, " + STORED + ")",
                "ALTER TABLE a REPLICA IDENTITY FULL",
                "CREATE TABLE v (b int PRIMARY KEY, " + VIRTUAL + ")",
                "ALTER TABLE v REPLICA IDENTITY FULL",
                "CREATE PUBLICATION firn_shop WITH (publish_generated_columns = stored, publish_via_partition_root = true)");
        List<String> before = outcomes(List.of("a", "v"));
        try (SourceDatabase source = open()) {
            prepare(source);
            assertThat(published()).isEqualTo("a");
            assertThat(outcomes(List.of("a", "v"))).isEqualTo(before);
            assertThat(source.catalog().tables())
                    .extracting(table -> table.id().name() + table.columns().size())
                    .containsExactly("a2", "v1");
            assertThat(source.catalog().refusals().get(table("v")).remedy())
                    .isEqualTo("ALTER TABLE \"public\".\"v\" REPLICA IDENTITY DEFAULT;");
        }
    }
}
