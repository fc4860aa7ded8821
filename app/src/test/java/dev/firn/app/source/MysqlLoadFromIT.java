package dev.firn.app.source;

import static dev.firn.app.source.TableReads.execute;
import static dev.firn.app.source.TableReads.layout;
import static dev.firn.app.source.TableReads.query;
import static dev.firn.app.source.TableReads.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.app.demo.server.MysqlBinaries;
import dev.firn.app.demo.server.MysqlServer;
import dev.firn.engine.event.SourceMark;
import dev.firn.engine.source.DatabaseAddress;
import dev.firn.engine.source.Finding;
import dev.firn.engine.source.SourceDatabase;
import dev.firn.engine.source.SourceException;
import dev.firn.engine.source.SourceException.Cure;
import dev.firn.engine.source.TableReader;
import dev.firn.engine.source.TableReader.ConsistentRead;
import dev.firn.engine.source.mysql.MysqlDatabase;
import dev.firn.engine.source.mysql.MysqlPosition;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.source.TableId;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Chunks that are read at a replica. Always child processes, which reach one another. */
class MysqlLoadFromIT {

    private static final TableId ORDERS = new TableId("shop", "orders");

    @TempDir
    static Path directory;

    static MysqlServer primary;
    static MysqlServer replica;
    static Connection atPrimary;
    static Connection atReplica;

    @BeforeAll
    static void start() throws SQLException {
        primary = MysqlServer.start(MysqlBinaries.require(), directory.resolve("primary"), List.of());
        replica = MysqlServer.start(MysqlBinaries.require(), directory.resolve("replica"), List.of("server-id=2"));
        atPrimary = primary.connect();
        atReplica = replica.connect();
        DatabaseAddress source = primary.address();
        execute(
                atReplica,
                "CHANGE REPLICATION SOURCE TO SOURCE_HOST = '" + source.host() + "', SOURCE_PORT = " + source.port()
                        + ", SOURCE_USER = '" + source.user()
                        + "', SOURCE_AUTO_POSITION = 1, GET_SOURCE_PUBLIC_KEY = 1",
                "START REPLICA");
        execute(atPrimary, "CREATE DATABASE shop");
        execute(atPrimary, "CREATE TABLE shop.orders (id int PRIMARY KEY, note text)");
        execute(atPrimary, "INSERT INTO shop.orders VALUES (1, 'a'), (2, 'b')");
    }

    @AfterAll
    static void stop() throws SQLException {
        atReplica.close();
        atPrimary.close();
        replica.close();
        primary.close();
    }

    private static SourceDatabase loadingFrom(MysqlServer from, MysqlServer server) {
        return MysqlDatabase.open(
                TableReads.settings(from.address(), Map.of(), "shop.*").loadingFrom(server.address()),
                (settings, source) -> TableReads.silent(source::position));
    }

    private static SourceMark delivered() throws SQLException {
        MysqlPosition position =
                new MysqlPosition("binlog.000001", 4, query(atPrimary, "SELECT @@GLOBAL.gtid_executed"));
        return new SourceMark() {
            @Override
            public MysqlPosition position() {
                return position;
            }

            @Override
            public Instant sourceTimestamp() {
                return Instant.EPOCH;
            }
        };
    }

    private static CompletableFuture<List<Object[]>> load(TableReader reader, TableLayout layout) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return rows(reader, layout);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static Finding loadFrom(SourceDatabase source) {
        return source.check().stream()
                .filter(finding -> finding.subject().equals("load-from"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void chunksComeFromAReplicaThatShowsWhatTheStreamDelivered() throws Exception {
        try (SourceDatabase source = loadingFrom(primary, replica)) {
            TableReader reader = source.reader();
            TableLayout layout = layout(source, ORDERS);
            reader.awaitVisible(delivered());
            assertThat(load(reader, layout).get(20, TimeUnit.SECONDS)).hasSize(2);

            execute(atReplica, "STOP REPLICA SQL_THREAD");
            execute(atPrimary, "INSERT INTO shop.orders VALUES (3, 'late')");
            // It lags, and what it lacks came after the load began: not waited for.
            assertThat(load(reader, layout).get(20, TimeUnit.SECONDS)).hasSize(2);

            // What must be seen at once comes from the primary.
            assertThat(reader.readRows(layout, List.<Object[]>of(new Object[] {3})))
                    .hasSize(1);
            try (ConsistentRead read = reader.openConsistentRead(layout)) {
                List<Object[]> rows = new ArrayList<>();
                read.read(row -> rows.add(row.clone()));
                assertThat(rows).hasSize(3);
            }

            // Another load begins: now it is.
            reader.awaitVisible(delivered());
            CompletableFuture<List<Object[]>> waiting = load(reader, layout);
            assertThatThrownBy(() -> waiting.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            assertThat(loadFrom(source).verdict()).isEqualTo(Finding.Verdict.WARNING);
            execute(atReplica, "SET GLOBAL read_only = ON");
            assertThat(loadFrom(source).message())
                    .contains("is a replica of the primary; it has not committed the transactions");
            execute(atReplica, "CHANGE REPLICATION FILTER REPLICATE_IGNORE_TABLE = (shop.parcels)");
            assertThat(loadFrom(source).verdict()).isEqualTo(Finding.Verdict.FAILURE);
            assertThat(loadFrom(source).message()).contains("(Replicate_Ignore_Table: shop.parcels)");
            execute(atReplica, "START REPLICA SQL_THREAD");
            assertThat(waiting.get(20, TimeUnit.SECONDS)).hasSize(3);
        }
    }

    @Test
    void thePrimaryUnderItsOwnAddressIsAsGood() throws Exception {
        try (SourceDatabase source = loadingFrom(primary, primary)) {
            TableLayout layout = layout(source, ORDERS);
            source.reader().awaitVisible(delivered());

            assertThat(rows(source.reader(), layout)).hasSizeGreaterThanOrEqualTo(2);
            assertThat(loadFrom(source).message()).endsWith("is the primary itself");
        }
    }

    @Test
    void withoutGtidsTheSourceDoesNotStart() throws Exception {
        Path files = directory.resolve("old");
        try (MysqlServer old = MysqlServer.start(
                        MysqlBinaries.require(), files, List.of("gtid-mode=OFF", "enforce-gtid-consistency=OFF"));
                SourceDatabase source = loadingFrom(old, replica)) {
            assertThatThrownBy(() -> TableReads.prepare(source))
                    .isInstanceOfSatisfying(
                            SourceException.class, e -> assertThat(e.cure()).isEqualTo(Cure.OPERATOR))
                    .hasMessageContaining("gtid_mode of")
                    .hasMessageContaining("SET PERSIST gtid_mode = ON");
            assertThat(loadFrom(source).verdict()).isEqualTo(Finding.Verdict.FAILURE);
        }
    }
}
