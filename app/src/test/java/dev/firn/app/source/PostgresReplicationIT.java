package dev.firn.app.source;

import static dev.firn.app.source.TableReads.execute;
import static dev.firn.app.source.TableReads.prepare;
import static dev.firn.app.source.TableReads.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.firn.app.demo.server.PostgresServer;
import dev.firn.app.servers.Servers;
import dev.firn.engine.source.DatabaseAddress;
import dev.firn.engine.source.Finding;
import dev.firn.engine.source.Finding.Verdict;
import dev.firn.engine.source.SourceDatabase;
import dev.firn.engine.source.SourceException;
import dev.firn.engine.source.SourceException.Cure;
import dev.firn.engine.source.SourceState;
import dev.firn.engine.source.TableIdentity;
import dev.firn.engine.source.postgres.PostgresDatabase;
import dev.firn.schema.source.TableId;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresReplicationIT {

    @TempDir
    Path directory;

    private PostgresServer server;
    private Connection admin;

    @BeforeEach
    void start() throws SQLException {
        server = Servers.postgres(directory);
        admin = server.connect();
    }

    @AfterEach
    void stop() throws SQLException {
        admin.close();
        server.close();
    }

    private SourceDatabase open(String user, String... include) {
        DatabaseAddress address =
                new DatabaseAddress("127.0.0.1", server.address().port(), "postgres", user, "", Map.of());
        return PostgresDatabase.open(
                TableReads.settings(address, Map.of(), include),
                (settings, catalog, start, delivered) -> TableReads.silent(start));
    }

    private String published() throws SQLException {
        return query(
                admin,
                "SELECT string_agg(tablename, ' ' ORDER BY tablename) FROM pg_publication_tables WHERE pubname = 'firn_shop'");
    }

    private static void resume(SourceDatabase source) throws InterruptedException {
        try {
            source.changes().open(Optional.of(new SourceState("", "")), events -> {});
            throw new AssertionError("a silent log was opened");
        } catch (TableReads.SilentLogException expected) {
            // As far as it goes.
        }
    }

    @Test
    void preparingCreatesAPublicationOfExactlyTheSafeTablesAndASlot() throws Exception {
        execute(
                admin,
                "CREATE TABLE a (id int PRIMARY KEY)",
                "CREATE TABLE b (id int PRIMARY KEY)",
                "CREATE TABLE keyless (id int)",
                "CREATE TABLE parts (id int PRIMARY KEY) PARTITION BY RANGE (id)",
                "CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (10)");
        try (SourceDatabase source = open("postgres", "public.*")) {
            prepare(source);
            assertThat(published()).isEqualTo("a b parts");
            String slot =
                    query(admin, "SELECT confirmed_flush_lsn FROM pg_replication_slots WHERE slot_name = 'firn_shop'");
            assertThat(slot).isNotNull();
            if (isSince(17)) {
                assertThat(query(admin, "SELECT failover FROM pg_replication_slots"))
                        .isEqualTo("t");
            }
            // The application still can update what is not published.
            execute(admin, "INSERT INTO keyless VALUES (1)", "UPDATE keyless SET id = 2");
            prepare(source);
            assertThat(query(admin, "SELECT confirmed_flush_lsn FROM pg_replication_slots"))
                    .isEqualTo(slot);
        }
    }

    @Test
    void aSlotIsMadeBesideWritersOfWhomOneIsAlwaysThere() throws Exception {
        execute(
                admin,
                "CREATE TABLE a (id int PRIMARY KEY)",
                "CREATE TABLE busy (id serial)",
                "ALTER ROLE postgres SET lock_timeout = '200ms'",
                "ALTER ROLE postgres SET statement_timeout = '1s'",
                "ALTER ROLE postgres SET idle_in_transaction_session_timeout = '0'");
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Void> one = CompletableFuture.runAsync(() -> write(over, 0));
        CompletableFuture<Void> other = CompletableFuture.runAsync(() -> write(over, 3_500));
        try (SourceDatabase source = open("postgres", "public.*")) {
            long begun = System.nanoTime();
            prepare(source);
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .as("it did wait for them")
                    .isGreaterThan(Duration.ofSeconds(6));
            assertThat(query(admin, "SELECT confirmed_flush_lsn FROM pg_replication_slots"))
                    .isNotNull();
        } finally {
            over.set(true);
            one.join();
            other.join();
        }
    }

    /** Transactions of seven seconds, one after another. */
    private void write(AtomicBoolean over, int after) {
        try (Connection connection = server.connect()) {
            connection.setAutoCommit(false);
            Thread.sleep(after);
            while (!over.get()) {
                execute(connection, "INSERT INTO busy DEFAULT VALUES");
                for (int tenths = 0; tenths < 70 && !over.get(); tenths++) {
                    Thread.sleep(100);
                }
                connection.commit();
            }
        } catch (SQLException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void thePublicationFollowsTheSelection() throws Exception {
        execute(admin, "CREATE TABLE a (id int PRIMARY KEY)", "CREATE TABLE b (id int PRIMARY KEY)");
        try (SourceDatabase source = open("postgres", "public.a")) {
            prepare(source);
            assertThat(published()).isEqualTo("a");
        }
        try (SourceDatabase source = open("postgres", "public.*")) {
            resume(source);
            assertThat(published()).isEqualTo("a b");
            execute(admin, "ALTER TABLE a REPLICA IDENTITY NOTHING");
            source.coverTables();
            assertThat(published()).isEqualTo("b");
        }
        try (SourceDatabase source = open("postgres", "public.nothing")) {
            // Another process may own the pipeline yet.
            resume(source);
            assertThat(published()).isEqualTo("b");
            source.coverTables();
            assertThat(published()).isNull();
        }
    }

    @Test
    void aLostSlotIsForTheOperator() throws Exception {
        execute(admin, "CREATE TABLE a (id int PRIMARY KEY)");
        try (SourceDatabase source = open("postgres", "public.*")) {
            assertThatThrownBy(() -> resume(source))
                    .isInstanceOf(SourceException.class)
                    .hasMessageContaining("firn_shop: it does not exist")
                    .extracting(e -> ((SourceException) e).cure())
                    .isEqualTo(Cure.OPERATOR);
            prepare(source);
            execute(
                    admin,
                    "ALTER SYSTEM SET max_slot_wal_keep_size = '1MB'",
                    "SELECT pg_reload_conf()",
                    "CREATE TABLE filler AS SELECT repeat('x', 1000) AS x FROM generate_series(1, 70000)",
                    "SELECT pg_switch_wal()",
                    "CHECKPOINT");
            assertThat(query(admin, "SELECT wal_status FROM pg_replication_slots"))
                    .isEqualTo("lost");
            assertThatThrownBy(() -> resume(source))
                    .hasMessageContaining("max_slot_wal_keep_size")
                    .hasMessageContaining(isSince(17) ? "(wal_removed)" : "invalidation")
                    .extracting(e -> ((SourceException) e).cure())
                    .isEqualTo(Cure.OPERATOR);
            Finding slot = finding(source, "replication slot firn_shop");
            assertThat(slot.verdict()).isEqualTo(Verdict.FAILURE);
            execute(admin, slot.remedy());
            assertThat(finding(source, "replication slot firn_shop").verdict()).isEqualTo(Verdict.OK);
        }
    }

    @Test
    void aSlotThatStoodStillTooLongSaysSo() throws Exception {
        assumeThat(isSince(18)).as("slots time out since version 18").isTrue();
        execute(
                admin,
                "CREATE TABLE a (id int PRIMARY KEY)",
                "ALTER SYSTEM SET idle_replication_slot_timeout = '1s'",
                "ALTER SYSTEM SET max_slot_wal_keep_size = '1GB'",
                "SELECT pg_reload_conf()");
        try (SourceDatabase source = open("postgres", "public.*")) {
            prepare(source);
            assertThat(finding(source, "idle_replication_slot_timeout"))
                    .satisfies(finding -> assertThat(finding.verdict()).isEqualTo(Verdict.WARNING))
                    .satisfies(finding -> assertThat(finding.message()).contains("longer than 1s"));
            assertThat(finding(source, "max_slot_wal_keep_size").message())
                    .containsPattern(
                            "more than 1GB of log behind; it keeps \\d+ .?[Bb].* now, and 1\\d+ MB more may be written");
            execute(admin, "SELECT pg_sleep(1.5)", "CHECKPOINT");
            assertThatThrownBy(() -> resume(source))
                    .hasMessageContaining(
                            "(idle_timeout): nobody read it for longer than idle_replication_slot_timeout");
            assertThat(finding(source, "replication slot firn_shop").message()).contains("idle_timeout");
            execute(admin, finding(source, "idle_replication_slot_timeout").remedy());
            assertThat(finding(source, "idle_replication_slot_timeout").verdict())
                    .isEqualTo(Verdict.OK);
        }
    }

    @Test
    void aServerInFipsModeHasNoMd5() throws Exception {
        execute(
                admin,
                "ALTER FUNCTION pg_catalog.md5(text) RENAME TO not_md5",
                "ALTER FUNCTION pg_catalog.md5(bytea) RENAME TO not_md5",
                "CREATE TYPE mood AS ENUM ('fine')",
                "CREATE TYPE pair AS (a int, b int)",
                "CREATE TABLE a (id int PRIMARY KEY, m mood, p pair DEFAULT '(1,2)')",
                "COMMENT ON TABLE a IS 'a comment'");
        try (SourceDatabase source = open("postgres", "public.*")) {
            source.requireReplicable();
            prepare(source);
            source.coverTables();
            assertThat(failures(source)).isEmpty();
            TableIdentity before = source.catalog().identities().orElseThrow().get(new TableId("public", "a"));
            execute(admin, "ALTER TYPE mood RENAME VALUE 'fine' TO 'good'", "COMMENT ON TABLE a IS 'another'");
            TableIdentity after = source.catalog().identities().orElseThrow().get(new TableId("public", "a"));
            assertThat(after.definition()).isNotEqualTo(before.definition());
            assertThat(source.catalog().silentChange(before, after)).isPresent();
        }
    }

    @Test
    void whatTheServerDoesNotOfferIsForTheOperator() throws Exception {
        DatabaseAddress encrypted = new DatabaseAddress(
                "127.0.0.1", server.address().port(), "postgres", "postgres", "", Map.of("sslmode", "require"));
        try (SourceDatabase source = PostgresDatabase.open(
                TableReads.settings(encrypted, Map.of(), "public.*"),
                (settings, catalog, start, delivered) -> TableReads.silent(start))) {
            assertThatThrownBy(source::requireReplicable)
                    .hasMessageContaining("set ssl = on there")
                    .extracting(e -> ((SourceException) e).cure())
                    .isEqualTo(Cure.OPERATOR);
        }
    }

    @Test
    void aLogWithoutRowChangesIsForTheOperator(@TempDir Path other) throws Exception {
        try (PostgresServer plain = Servers.postgres(other, "wal_level=replica");
                SourceDatabase source = PostgresDatabase.open(
                        TableReads.settings(plain.address(), Map.of(), "public.*"),
                        (settings, catalog, start, delivered) -> TableReads.silent(start))) {
            assertThatThrownBy(source::requireReplicable)
                    .hasMessageContaining("wal_level is replica")
                    .hasMessageContaining("ALTER SYSTEM SET wal_level = 'logical';")
                    .extracting(e -> ((SourceException) e).cure())
                    .isEqualTo(Cure.OPERATOR);
            assertThat(finding(source, "wal_level").verdict()).isEqualTo(Verdict.FAILURE);
        }
    }

    @Test
    void I7_aPublicationThatWasDroppedMeanwhileIsForTheOperator() throws Exception {
        execute(admin, "CREATE TABLE a (id int PRIMARY KEY)");
        try (SourceDatabase source = open("postgres", "public.*")) {
            prepare(source);
            resume(source);
            execute(admin, "DROP PUBLICATION firn_shop");
            assertThatThrownBy(() -> resume(source))
                    .hasMessageContaining("the publication firn_shop was dropped")
                    .extracting(e -> ((SourceException) e).cure())
                    .isEqualTo(Cure.OPERATOR);
            // Without a checkpoint everything is loaded: another slot will do, and this one would not.
            String before = query(admin, "SELECT confirmed_flush_lsn FROM pg_replication_slots");
            prepare(source);
            assertThat(query(admin, "SELECT confirmed_flush_lsn FROM pg_replication_slots"))
                    .isNotEqualTo(before);
            resume(source);
        }
    }

    private static Finding finding(SourceDatabase source, String subject) {
        return source.check().stream()
                .filter(finding -> finding.subject().equals(subject))
                .findFirst()
                .orElseThrow();
    }

    private boolean isSince(int version) throws SQLException {
        return admin.getMetaData().getDatabaseMajorVersion() >= version;
    }

    @Test
    void anAdministratorsPublicationIsUsedAsFarAsItGoes() throws Exception {
        execute(
                admin,
                "CREATE ROLE firn LOGIN REPLICATION",
                "CREATE TABLE a (id int PRIMARY KEY)",
                "CREATE TABLE b (id int PRIMARY KEY)",
                "CREATE TABLE filtered (id int PRIMARY KEY)",
                "GRANT SELECT ON ALL TABLES IN SCHEMA public TO firn");
        try (SourceDatabase source = open("firn", "public.*")) {
            assertThatThrownBy(() -> prepare(source))
                    .isInstanceOf(SourceException.class)
                    .hasMessageContaining("CREATE PUBLICATION \"firn_shop\" FOR TABLE ONLY \"public\".\"a\"");
            // Before version 15 publications had no conditions.
            String published = isSince(15) ? "a, filtered WHERE (id > 5)" : "a";
            execute(
                    admin,
                    "CREATE PUBLICATION firn_shop FOR TABLE " + published
                            + " WITH (publish_via_partition_root = true)");
            prepare(source);
            assertThat(source.catalog().refusals().keySet())
                    .containsExactly(new TableId("public", "b"), new TableId("public", "filtered"));
        }
    }

    @Test
    void everyRemedyOfTheCheckMends() throws Exception {
        execute(
                admin,
                "CREATE ROLE firn LOGIN",
                "CREATE SCHEMA shop",
                "CREATE TABLE shop.a (id int PRIMARY KEY, t text)",
                "CREATE TABLE shop.keyless (id int)",
                "CREATE TABLE shop.guarded (id int PRIMARY KEY)",
                "ALTER TABLE shop.guarded ENABLE ROW LEVEL SECURITY",
                "CREATE TABLE shop.parts (id int, PRIMARY KEY (id)) PARTITION BY RANGE (id)",
                "CREATE TABLE shop.parts_1 PARTITION OF shop.parts FOR VALUES FROM (0) TO (10)",
                "CREATE UNLOGGED TABLE shop.fast (id int PRIMARY KEY)");
        try (SourceDatabase source = open("firn", "shop.*")) {
            List<Finding> before = failures(source);
            assertThat(before)
                    .extracting(Finding::subject)
                    .contains(
                            "replication privilege",
                            "publication firn_shop",
                            "shop.a: privilege",
                            "shop.guarded: row-level security",
                            "shop.keyless: replication",
                            "shop.fast: replication");
            // One remedy may bring out the next: a table that becomes publishable is then missing in the publication.
            for (int round = 0; round < 3; round++) {
                for (Finding finding : failures(source)) {
                    execute(admin, finding.remedy().replaceAll("\\(on Amazon.*\\)", ""));
                }
            }
            assertThat(failures(source)).isEmpty();
            prepare(source);
            for (Finding finding : source.check()) {
                if (finding.subject().endsWith("large values")) {
                    execute(admin, finding.remedy());
                }
            }
            assertThat(source.check())
                    .noneMatch(finding -> finding.subject().endsWith("large values"))
                    .anySatisfy(finding -> assertThat(finding.subject()).isEqualTo("shop.keyless: key"));
        }
    }

    private static List<Finding> failures(SourceDatabase source) {
        return source.check().stream()
                .filter(finding -> finding.verdict() == Verdict.FAILURE)
                .toList();
    }

    @Test
    void anUnreachableServerIsOneFinding() {
        DatabaseAddress nowhere = new DatabaseAddress("127.0.0.1", 1, "postgres", "firn", "secret", Map.of());
        try (SourceDatabase source = PostgresDatabase.open(
                TableReads.settings(nowhere, Map.of(), "public.*"),
                (settings, catalog, start, delivered) -> TableReads.silent(start))) {
            assertThat(source.check()).singleElement().satisfies(finding -> {
                assertThat(finding.verdict()).isEqualTo(Verdict.FAILURE);
                assertThat(finding.message()).contains("firn@127.0.0.1:1").doesNotContain("secret");
            });
            assertThatThrownBy(() -> source.catalog().tables())
                    .extracting(e -> ((SourceException) e).cure())
                    .isEqualTo(Cure.RETRY);
        }
    }
}
