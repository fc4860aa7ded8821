package dev.firn.app.source;

import dev.firn.app.demo.server.DatabaseServer;
import dev.firn.engine.decode.Masking;
import dev.firn.engine.event.SourcePosition;
import dev.firn.engine.source.ChangeSource;
import dev.firn.engine.source.DatabaseAddress;
import dev.firn.engine.source.SourceSettings;
import dev.firn.engine.source.TablePattern;
import dev.firn.engine.source.TableSelection;
import dev.firn.schema.layout.TableRules;
import dev.firn.schema.source.TableId;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A database of its own on a shared server, and the source that reads its log. */
abstract class SourceFixture implements AutoCloseable {

    static final Duration HEARTBEAT = Duration.ofMillis(400);

    private static int created;

    final int number = ++created;

    /** The PostgreSQL schema or MySQL database of the tables. */
    abstract String schema();

    abstract DatabaseServer server();

    abstract Connection connection();

    abstract Connection connect() throws SQLException;

    abstract DatabaseAddress address();

    abstract ChangeSource source(SourceSettings settings);

    /** Where the log stands now, as whoever waits for the stream asks it. */
    abstract SourcePosition now();

    /** A table as another schema of the same log would have it, which is not selected. */
    abstract String unselectedTable();

    String pipeline() {
        return "p" + number;
    }

    TableId table(String name) {
        return new TableId(schema(), name);
    }

    SourceSettings settings(DatabaseAddress address, Map<TableId, TableRules> overrides) {
        TableSelection selection = new TableSelection(
                List.of(new TablePattern(schema() + ".*")), List.of(new TablePattern(schema() + ".not_*")), overrides);
        Masking masking = new Masking("secret".getBytes(StandardCharsets.UTF_8));
        return new SourceSettings(pipeline(), address, selection, masking, 2, HEARTBEAT);
    }

    ChangeSource source(Map<TableId, TableRules> overrides) {
        return source(settings(address(), overrides));
    }

    ChangeSource source() {
        return source(Map.of());
    }

    void execute(String... statements) throws SQLException {
        try (Statement statement = connection().createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    String query(String sql) throws SQLException {
        try (Statement statement = connection().createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }

    /** Waits until the server knows that no stream of this pipeline is read any more, and so would not refuse another. */
    abstract void awaitUnread() throws Exception;

    /** Waits until a query answers true. A database does not tell by itself: it has to be asked again. */
    void await(String query) throws Exception {
        long deadline = System.nanoTime() + HeardEvents.PATIENCE.toNanos();
        while (!List.of("t", "1").contains(String.valueOf(query(query)))) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Not true within " + HeardEvents.PATIENCE.toSeconds() + " s: " + query);
            }
            Thread.sleep(20);
        }
    }

    @Override
    public void close() throws SQLException {
        connection().close();
    }
}
