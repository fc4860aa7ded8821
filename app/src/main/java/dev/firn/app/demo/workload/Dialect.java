package dev.firn.app.demo.workload;

import dev.firn.app.demo.server.DatabaseServer;
import dev.firn.app.demo.server.MysqlServer;
import dev.firn.app.demo.server.PostgresServer;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/** Where the two databases want different words. */
enum Dialect {
    POSTGRES(
            new Words("TEXT", "BYTEA", "REAL", "DOUBLE PRECISION", "TIMESTAMP"),
            TypeColumn.POSTGRES,
            Set.of("40001", "40P01", "55P03"),
            Set.of("57P01", "57P02", "57P03")) {
        @Override
        List<String> createSchema() {
            return List.of("CREATE SCHEMA shop", "CREATE TYPE shop.mood AS ENUM ('happy', 'sad', 'so so')");
        }

        @Override
        List<String> prepareSession() {
            return List.of();
        }

        @Override
        List<String> finishTables() {
            return List.of(
                    // Without a key the log has the old row only so.
                    "ALTER TABLE shop.events REPLICA IDENTITY FULL",
                    // Out of line and as it is: a value of some kilobytes would else be compressed and stay in the row.
                    "ALTER TABLE shop.documents ALTER COLUMN body SET STORAGE EXTERNAL",
                    "ALTER TABLE shop.documents ALTER COLUMN attachment SET STORAGE EXTERNAL");
        }

        @Override
        String changeType(String table, String column, String type) {
            return "ALTER TABLE " + table + " ALTER COLUMN " + column + " TYPE " + type;
        }

        @Override
        String relax(String table, String column, String type) {
            return "ALTER TABLE " + table + " ALTER COLUMN " + column + " DROP NOT NULL";
        }
    },
    MYSQL(
            new Words("MEDIUMTEXT", "MEDIUMBLOB", "FLOAT", "DOUBLE", "DATETIME(6)"),
            TypeColumn.MYSQL,
            Set.of("40001", "41000"),
            Set.of()) {
        @Override
        List<String> createSchema() {
            return List.of("CREATE DATABASE shop CHARACTER SET utf8mb4");
        }

        @Override
        List<String> prepareSession() {
            // A circle of row locks and table locks is found by nobody here: it has to time out.
            return List.of("SET innodb_lock_wait_timeout = 3", "SET lock_wait_timeout = 5");
        }

        @Override
        List<String> finishTables() {
            return List.of();
        }

        @Override
        String changeType(String table, String column, String type) {
            return "ALTER TABLE " + table + " MODIFY " + column + " " + type + " NULL";
        }

        @Override
        String relax(String table, String column, String type) {
            return changeType(table, column, type);
        }
    };

    // MySQL's "lock wait timeout exceeded" has no SQL state of its own.
    private static final int MYSQL_LOCK_WAIT_TIMEOUT = 1205;

    private final Words words;
    private final List<TypeColumn> typeColumns;
    private final Set<String> conflictStates;
    private final Set<String> shutdownStates;

    /**
     * Names of types.
     *
     * @param text text of any length
     * @param bytes bytes of any length
     * @param single a float of 32 bits
     * @param twice a float of 64 bits
     * @param timestamp without zone, with microseconds
     */
    record Words(String text, String bytes, String single, String twice, String timestamp) {}

    Dialect(Words words, List<TypeColumn> typeColumns, Set<String> conflictStates, Set<String> shutdownStates) {
        this.words = words;
        this.typeColumns = typeColumns;
        this.conflictStates = conflictStates;
        this.shutdownStates = shutdownStates;
    }

    static Dialect of(DatabaseServer server) {
        if (server instanceof PostgresServer) {
            return POSTGRES;
        }
        if (server instanceof MysqlServer) {
            return MYSQL;
        }
        throw new IllegalArgumentException("There is no workload for " + server);
    }

    Words words() {
        return words;
    }

    /** The columns of the table of all types, beside its key. */
    List<TypeColumn> typeColumns() {
        return typeColumns;
    }

    /** What comes before the first table. */
    abstract List<String> createSchema();

    /** What a connection is set to. */
    abstract List<String> prepareSession();

    /** What comes after the last table, before the first row. */
    abstract List<String> finishTables();

    /** Gives a nullable column another type. */
    abstract String changeType(String table, String column, String type);

    /** Allows null in a column of a type. */
    abstract String relax(String table, String column, String type);

    /** Whether two transactions were in each other's way, a key taken by both included: rolled back, nothing is wrong. */
    boolean isConflict(SQLException e) {
        return String.valueOf(e.getSQLState()).startsWith("23")
                || conflictStates.contains(String.valueOf(e.getSQLState()))
                || (this == MYSQL && e.getErrorCode() == MYSQL_LOCK_WAIT_TIMEOUT);
    }

    /** Whether the server went away; what was about to commit may have or may not. */
    boolean isConnectionLost(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return state.startsWith("08") || shutdownStates.contains(state);
    }
}
