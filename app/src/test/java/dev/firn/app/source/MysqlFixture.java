package dev.firn.app.source;

import dev.firn.app.demo.server.MysqlServer;
import dev.firn.engine.source.ChangeSource;
import dev.firn.engine.source.DatabaseAddress;
import dev.firn.engine.source.SourceSettings;
import dev.firn.engine.source.TablePattern;
import dev.firn.engine.source.TableSelection;
import dev.firn.engine.source.debezium.DebeziumMysqlSource;
import dev.firn.engine.source.mysql.LoggedServer;
import dev.firn.engine.source.mysql.MysqlCharsets;
import dev.firn.engine.source.mysql.MysqlDatabase;
import dev.firn.engine.source.mysql.MysqlPosition;
import dev.firn.engine.source.mysql.NameCase;
import dev.firn.schema.mapping.MysqlTypes;
import dev.firn.schema.source.SourceTable;
import dev.firn.schema.source.TableId;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** A MySQL database of its own. */
final class MysqlFixture extends SourceFixture {

    private final MysqlServer server;
    private final Connection connection;
    private AtomicReference<LoggedServer> catalog;
    private MysqlDatabase database;

    MysqlFixture(MysqlServer server) throws SQLException {
        this.server = server;
        this.connection = server.connect();
        execute("CREATE DATABASE " + schema(), "USE " + schema());
    }

    @Override
    String schema() {
        return "db" + number;
    }

    @Override
    public void close() throws SQLException {
        if (database != null) {
            database.close();
        }
        super.close();
    }

    @Override
    MysqlServer server() {
        return server;
    }

    @Override
    Connection connection() {
        return connection;
    }

    @Override
    Connection connect() throws SQLException {
        return server.connect(schema());
    }

    @Override
    DatabaseAddress address() {
        return server.address();
    }

    @Override
    ChangeSource source(SourceSettings settings) {
        return new DebeziumMysqlSource(settings, new MysqlTypes(), new Asked());
    }

    /** The server, with a catalog that knows its tables' definitions, and is not asked for anything else. */
    private final class Asked implements LoggedServer {

        private final MysqlCharsets charsets = new MysqlCharsets(MysqlFixture.this::texts);

        @Override
        public MysqlPosition position() {
            return now();
        }

        @Override
        public Optional<SourceTable> table(TableId table) {
            return Optional.empty();
        }

        @Override
        public Optional<String> declaration(TableId table) {
            return asked().declaration(table);
        }

        @Override
        public boolean mayFireTriggers(TableId table) {
            return !texts("SELECT 1, trigger_name FROM information_schema.triggers WHERE event_object_schema = '"
                            + table.schema() + "' AND event_object_table = '" + table.name() + "'")
                    .isEmpty();
        }

        @Override
        public NameCase nameCase() {
            return asked().nameCase();
        }

        private LoggedServer asked() {
            if (catalog == null) {
                catalog = new AtomicReference<>();
                database = MysqlDatabase.open(settings(address(), Map.of()), (settings, real) -> {
                    catalog.set(real);
                    return TableReads.silent(real::position);
                });
            }
            return catalog.get();
        }

        @Override
        public MysqlCharsets charsets() {
            return charsets;
        }
    }

    /** The same pipeline, when the user no longer excludes anything. */
    ChangeSource sourceOfEverything() {
        SourceSettings settings = settings(address(), Map.of());
        TableSelection everything = new TableSelection(List.of(new TablePattern(schema() + ".*")), List.of(), Map.of());
        return source(new SourceSettings(
                settings.pipeline(),
                settings.address(),
                everything,
                settings.masking(),
                settings.connections(),
                HEARTBEAT));
    }

    /** Over a connection of its own, as the stream's thread asks for it too. */
    @Override
    MysqlPosition now() {
        try (Connection asking = server.connect();
                Statement statement = asking.createStatement();
                ResultSet result = statement.executeQuery(positionQuery(asking.getMetaData()))) {
            result.next();
            return new MysqlPosition(
                    result.getString(1),
                    result.getLong(2),
                    hasGtids(asking) ? result.getString(5).replace("\n", "") : "");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean hasGtids(Connection asking) throws SQLException {
        try (Statement statement = asking.createStatement();
                ResultSet result = statement.executeQuery("SELECT @@GLOBAL.gtid_mode")) {
            return result.next() && result.getString(1).equals("ON");
        }
    }

    /** On a connection of its own, for the same reason. */
    private Map<Integer, String> texts(String query) {
        Map<Integer, String> texts = new HashMap<>();
        try (Connection asking = server.connect();
                Statement statement = asking.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            while (result.next()) {
                if (result.getString(2) != null) {
                    texts.put(result.getInt(1), result.getString(2));
                }
            }
            return texts;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** MySQL 8.4 has forgotten the old words, and 8.0 does not know the new ones. */
    private static String positionQuery(DatabaseMetaData server) throws SQLException {
        boolean old = server.getDatabaseMajorVersion() == 8 && server.getDatabaseMinorVersion() < 2;
        return old ? "SHOW MASTER STATUS" : "SHOW BINARY LOG STATUS";
    }

    /** The server serves whoever comes, and ends an earlier stream of the same server id by itself. */
    @Override
    void awaitUnread() {}

    @Override
    String unselectedTable() {
        return "unselected" + number + ".t";
    }
}
