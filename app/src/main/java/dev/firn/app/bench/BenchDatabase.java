package dev.firn.app.bench;

import dev.firn.app.config.SourceSection.SourceType;
import dev.firn.app.demo.server.DatabaseServer;
import dev.firn.engine.source.DatabaseAddress;
import dev.firn.schema.source.TableId;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** A database server of the benchmark's own, and what is asked of it in its own SQL. */
sealed interface BenchDatabase extends AutoCloseable permits PostgresBenchDatabase, MysqlBenchDatabase {

    /** The schema of all tables; on MySQL the database. */
    String SCHEMA = "bench";

    /** Starts a server. */
    static BenchDatabase start(SourceType source, Path directory) {
        return switch (source) {
            case POSTGRES -> new PostgresBenchDatabase(directory);
            case MYSQL -> new MysqlBenchDatabase(directory);
        };
    }

    /** Product and version, for the report. */
    default String version() throws SQLException {
        try (Connection connection = connect()) {
            DatabaseMetaData server = connection.getMetaData();
            return server.getDatabaseProductName() + " " + server.getDatabaseProductVersion();
        }
    }

    /** What runs it. */
    DatabaseServer server();

    default DatabaseAddress address() {
        return server().address();
    }

    /** Opens a connection with auto-commit. */
    default Connection connect() throws SQLException {
        return server().connect();
    }

    /** Creates the schema, and in it the marker table. */
    default void createSchema() throws SQLException {
        run(List.of("CREATE SCHEMA " + SCHEMA, "CREATE TABLE " + SCHEMA + ".marker (id bigint PRIMARY KEY)"));
    }

    /** Creates a table of seven columns: bigint key, int, varchar, decimal(12,2), text of 50 characters, two timestamps. */
    default void createTable(TableId table) throws SQLException {
        run(List.of("CREATE TABLE " + name(table) + " (id bigint PRIMARY KEY, qty int, name varchar(40),"
                + " price decimal(12,2), note text, " + timestamps() + ")"));
    }

    /** The columns {@code created} and {@code updated}. */
    String timestamps();

    /**
     * Fills rows into a table, on the server, and outside of what the log tells where the database allows that.
     *
     * @param from the first key
     * @param to the last key
     */
    void fill(TableId table, long from, long to) throws SQLException;

    /** The statement that inserts rows of two given keys and all between. */
    String insert(TableId table);

    /** Makes the statistics, and whatever a filled table wants before it is read. */
    void settle(TableId table) throws SQLException;

    /** What a user of Debezium's engine has to configure for this database. */
    List<String> engineProperties(Path directory);

    /** Forgets all that an earlier run of a reader kept on the server. */
    void forgetReaders() throws SQLException;

    @Override
    default void close() {
        server().close();
    }

    static String name(TableId table) {
        return table.toString();
    }

    /** Puts a row into the marker table. */
    default void mark() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO " + SCHEMA + ".marker VALUES (" + System.nanoTime() + ")");
        }
    }

    /** What the table holds. */
    default Totals totals(TableId table) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*), sum(id), sum(qty) FROM " + name(table))) {
            row.next();
            return new Totals(row.getLong(1), row.getLong(2), row.getLong(3));
        }
    }

    /** Runs statements on one connection. */
    default void run(List<String> statements) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String text : statements) {
                statement.execute(text);
            }
        }
    }
}
