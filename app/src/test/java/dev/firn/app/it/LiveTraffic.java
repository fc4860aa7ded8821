package dev.firn.app.it;

import dev.firn.app.demo.server.DatabaseServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Rows that are written while schemas change: into each of some tables, with whatever columns it has at the moment. What a change
 * of the schema makes fail is rolled back. Every table has a column {@code id}; closing it ends the writing.
 */
final class LiveTraffic implements AutoCloseable {

    private static final long PAUSE_NANOS = 4_000_000;
    private static final int FIRST_ID = 100_000;

    private final DatabaseServer server;
    private final List<String> tables;
    private final Random random;
    private final Thread thread = new Thread(this::write, "live-traffic");
    private volatile boolean ended;
    private int lastId = FIRST_ID;

    LiveTraffic(DatabaseServer server, List<String> tables, long seed) {
        this.server = server;
        this.tables = List.copyOf(tables);
        this.random = new Random(seed);
    }

    LiveTraffic start() {
        thread.start();
        return this;
    }

    private void write() {
        while (!ended) {
            try (Connection connection = server.connect()) {
                connection.setAutoCommit(false);
                while (!ended) {
                    writeInto(connection, tables.get(random.nextInt(tables.size())));
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            } catch (SQLException e) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private void writeInto(Connection connection, String table) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            Map<String, String> types = columns(connection, table);
            if (types.remove("id") != null) {
                for (int count = random.nextInt(3); count >= 0; count--) {
                    statement.execute(sql(table, types));
                }
            }
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
        }
    }

    private String sql(String table, Map<String, String> types) {
        int id = FIRST_ID + random.nextInt(lastId - FIRST_ID + 1);
        int kind = random.nextInt(5);
        if (kind == 0) {
            return "DELETE FROM shop." + table + " WHERE id = " + id;
        }
        List<String> names = new ArrayList<>();
        List<String> values = new ArrayList<>();
        List<String> assignments = new ArrayList<>();
        types.forEach((name, type) -> {
            String literal = literal(type);
            if (!literal.isEmpty()) {
                names.add(name);
                values.add(literal);
                assignments.add(name + " = " + literal);
            }
        });
        if (kind == 1 && !names.isEmpty()) {
            return "UPDATE shop." + table + " SET " + String.join(", ", assignments) + " WHERE id = " + id;
        }
        names.add("id");
        values.add(String.valueOf(++lastId));
        return "INSERT INTO shop." + table + " (" + String.join(", ", names) + ") VALUES (" + String.join(", ", values)
                + ")";
    }

    /** A value that every type of the family takes, however narrow; empty for a type of no family. */
    private String literal(String type) {
        return switch (type.toLowerCase(Locale.ROOT)) {
            case "smallint", "int", "integer", "bigint" -> String.valueOf(random.nextInt(100));
            case "decimal", "numeric" -> random.nextInt(100) + ".5";
            case "real", "float", "double", "double precision" -> random.nextInt(100) + ".25";
            case "varchar", "character varying", "text", "char", "character" -> "'" + random.nextInt(100) + "'";
            case "date" -> "'2026-01-" + (10 + random.nextInt(20)) + "'";
            default -> "";
        };
    }

    private static Map<String, String> columns(Connection connection, String table) throws SQLException {
        Map<String, String> columns = new TreeMap<>();
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT column_name, data_type FROM information_schema.columns"
                        + " WHERE table_schema = 'shop' AND table_name = ? AND coalesce(generation_expression, '') = ''")) {
            query.setString(1, table);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    columns.put(rows.getString(1), rows.getString(2));
                }
            }
        }
        return columns;
    }

    @Override
    public void close() {
        ended = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
