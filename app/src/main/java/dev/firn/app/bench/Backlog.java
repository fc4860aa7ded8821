package dev.firn.app.bench;

import dev.firn.schema.source.TableId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Changes that nobody has read yet: transactions of 40 inserts, 40 updates and 20 deletes, each kind in another table where there are several.
 *
 * <p>Every row is updated or deleted once at most, and was there before the backlog: so that nothing of the work can be saved by taking
 * changes together. Hot rows would make Firn faster, and not Debezium.
 */
final class Backlog {

    static final int TRANSACTION = 100;
    private static final int INSERTS = 40;
    private static final int UPDATES = 40;
    private static final int DELETES = 20;

    private final BenchDatabase database;
    private final List<Keys> tables = new ArrayList<>();
    private long transactions;

    /** Which rows of a table have not been touched. */
    private static final class Keys {
        private final TableId table;
        private long insert;
        private long update = 1;
        private long delete;

        private Keys(TableId table, long updatable, long rows) {
            this.table = table;
            this.delete = updatable + 1;
            this.insert = rows + 1;
        }
    }

    private Backlog(BenchDatabase database) {
        this.database = database;
    }

    /** Creates the tables, with the rows that all changes together will touch. */
    static Backlog prepare(BenchDatabase database, int tables, long events, LongConsumer progress) throws SQLException {
        Backlog backlog = new Backlog(database);
        long perTable = events / TRANSACTION / tables + 1;
        long updatable = perTable * UPDATES;
        long rows = updatable + perTable * DELETES;
        for (int i = 1; i <= tables; i++) {
            TableId table = new TableId(BenchDatabase.SCHEMA, "s" + i);
            database.createTable(table);
            database.fill(table, 1, rows);
            database.settle(table);
            backlog.tables.add(new Keys(table, updatable, rows));
            progress.accept(rows * i);
        }
        return backlog;
    }

    List<TableId> tables() {
        return tables.stream().map(keys -> keys.table).toList();
    }

    /** Makes more events; as many as were announced may be made in all. */
    void add(long events, LongConsumer progress) throws SQLException {
        try (Connection connection = database.connect()) {
            connection.setAutoCommit(false);
            for (long made = 0; made < events; made += TRANSACTION) {
                int first = (int) (transactions++ % tables.size());
                insert(connection, keys(first));
                update(connection, keys(first + 1));
                delete(connection, keys(first + 2));
                connection.commit();
                progress.accept(made + TRANSACTION);
            }
        }
    }

    private Keys keys(int index) {
        return tables.get(index % tables.size());
    }

    private void insert(Connection connection, Keys keys) throws SQLException {
        execute(connection, database.insert(keys.table), keys.insert, INSERTS);
        keys.insert += INSERTS;
    }

    private static void update(Connection connection, Keys keys) throws SQLException {
        String table = BenchDatabase.name(keys.table);
        execute(
                connection,
                "UPDATE " + table + " SET qty = qty + 1, note = concat('u', substr(note, 2)) WHERE id BETWEEN ? AND ?",
                keys.update,
                UPDATES);
        keys.update += UPDATES;
    }

    private static void delete(Connection connection, Keys keys) throws SQLException {
        String table = BenchDatabase.name(keys.table);
        execute(connection, "DELETE FROM " + table + " WHERE id BETWEEN ? AND ?", keys.delete, DELETES);
        keys.delete += DELETES;
    }

    private static void execute(Connection connection, String sql, long from, int rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, from);
            statement.setLong(2, from + rows - 1);
            statement.executeUpdate();
        }
    }
}
