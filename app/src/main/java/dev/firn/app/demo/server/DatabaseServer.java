package dev.firn.app.demo.server;

import dev.firn.engine.source.DatabaseAddress;
import java.sql.Connection;
import java.sql.SQLException;

/** A database server of this process's own, set up for replication; closing it ends it. */
public sealed interface DatabaseServer extends AutoCloseable permits PostgresServer, MysqlServer {

    /** How its superuser reaches it; the same after {@link #restart}. */
    DatabaseAddress address();

    /** Opens a connection of the superuser, with auto-commit. */
    Connection connect() throws SQLException;

    /** Ends it as a power failure would, with every process of it; returns when they are gone. */
    void kill();

    /** Ends it if it runs, and starts it again on the same data and port; returns when it accepts connections. */
    void restart();

    @Override
    void close();
}
