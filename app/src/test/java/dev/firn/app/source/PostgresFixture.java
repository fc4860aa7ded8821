package dev.firn.app.source;

import dev.firn.app.demo.server.PostgresServer;
import dev.firn.engine.source.ChangeSource;
import dev.firn.engine.source.DatabaseAddress;
import dev.firn.engine.source.SourceCatalog;
import dev.firn.engine.source.SourceSettings;
import dev.firn.engine.source.debezium.DebeziumPostgresSource;
import dev.firn.engine.source.postgres.PostgresDatabase;
import dev.firn.engine.source.postgres.PostgresPosition;
import dev.firn.schema.mapping.PostgresTypes;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A PostgreSQL database with slot and publication of its own. */
final class PostgresFixture extends SourceFixture {

    private static final ChangeSource NO_LOG = (from, listener) -> {
        throw new UnsupportedOperationException();
    };

    private final PostgresServer server;
    private final DatabaseAddress address;
    private final Connection connection;
    private final List<PostgresDatabase> opened = new ArrayList<>();

    PostgresFixture(PostgresServer server) throws SQLException {
        this.server = server;
        this.address = server.createDatabase("db" + number);
        this.connection = connect();
    }

    String slot() {
        return "firn_" + pipeline();
    }

    @Override
    String schema() {
        return "public";
    }

    @Override
    PostgresServer server() {
        return server;
    }

    @Override
    Connection connection() {
        return connection;
    }

    @Override
    Connection connect() throws SQLException {
        return server.connect("db" + number);
    }

    @Override
    DatabaseAddress address() {
        return address;
    }

    @Override
    ChangeSource source(SourceSettings settings) {
        return new DebeziumPostgresSource(settings, new PostgresTypes(), this::prepare, catalog(settings), xid -> {});
    }

    private SourceCatalog catalog(SourceSettings settings) {
        PostgresDatabase database = PostgresDatabase.open(settings, (s, catalog, start, delivered) -> NO_LOG);
        opened.add(database);
        return database.catalog();
    }

    private PostgresPosition prepare() {
        try {
            execute("CREATE PUBLICATION " + slot() + " FOR ALL TABLES");
            return PostgresPosition.parse(
                    query("SELECT lsn FROM pg_create_logical_replication_slot('" + slot() + "', 'pgoutput')"));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    PostgresPosition now() {
        try {
            return PostgresPosition.parse(query("SELECT pg_current_wal_lsn()"));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    void awaitUnread() throws Exception {
        await("SELECT count(*) = 0 FROM pg_replication_slots WHERE active AND slot_name = '" + slot() + "'");
    }

    @Override
    public void close() throws SQLException {
        opened.forEach(PostgresDatabase::close);
        super.close();
    }

    @Override
    String unselectedTable() {
        return "unselected.t";
    }

    /** What the server may forget. */
    PostgresPosition confirmed() throws SQLException {
        return PostgresPosition.parse(
                query("SELECT confirmed_flush_lsn FROM pg_replication_slots WHERE slot_name = '" + slot() + "'"));
    }
}
