package dev.firn.app.it.program;

import dev.firn.schema.source.TableId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Random changes of some tables and their rows, the same for the same seed: what a statement comes to depends on these tables alone, which
 * nobody else writes. A statement that the database refuses is one that did not happen.
 */
public final class RandomProgram {

    private static final int TABLES = 3;

    private final long seed;
    private final Dialect dialect;
    private final RandomTables tables;
    private final ToldStatements told;
    private final RowChanges rows;
    private final ColumnChanges columns;
    private final TableChanges whole;

    /** @param ignoresCase whether the server knows tables by any spelling of their names */
    public RandomProgram(long seed, Dialect dialect, boolean ignoresCase) {
        this.seed = seed;
        this.dialect = dialect;
        this.tables = new RandomTables(seed, dialect, ignoresCase);
        this.told = new ToldStatements(seed, dialect);
        this.rows = new RowChanges(tables, told);
        this.columns = new ColumnChanges(tables, told);
        this.whole = new TableChanges(tables, told, rows, columns);
    }

    public long seed() {
        return seed;
    }

    /** What it did so far, in order. */
    public String told() {
        return told.text();
    }

    /** The tables that there are now. */
    public List<TableId> tables() {
        return tables.ids();
    }

    /** Creates the tables that it begins with. */
    public void begin(Statement statement) throws SQLException {
        setMode(statement);
        if (dialect == Dialect.POSTGRES) {
            told.run(statement, tables.createLabelType());
        }
        told.run(statement, "CREATE SCHEMA " + tables.spelling.plain(tables.ownSchema()));
        for (int count = 0; count < TABLES; count++) {
            whole.create(statement);
        }
        statement.getConnection().commit();
    }

    /** One transaction of rows, of changes, or of both; it may be rolled back. */
    public void step(Statement statement) throws SQLException {
        transaction(statement, table -> {
            if (tables.random.nextInt(4) == 0) {
                changeSchema(table, statement);
            } else {
                rows.change(table, statement);
            }
        });
    }

    /** One transaction of rows alone. */
    public void stepOfRows(Statement statement) throws SQLException {
        transaction(statement, table -> rows.change(table, statement));
    }

    /** What a transaction does several times. */
    private interface Part {
        void run(RandomTable table) throws SQLException;
    }

    private void transaction(Statement statement, Part part) throws SQLException {
        RandomTables.Kept before = tables.kept();
        setMode(statement);
        for (int count = tables.random.nextInt(4); count >= 0; count--) {
            part.run(tables.any());
        }
        Connection connection = statement.getConnection();
        if (dialect == Dialect.POSTGRES && tables.random.nextInt(8) == 0) {
            told.note("ROLLBACK");
            connection.rollback();
            tables.rolledBack(before);
        } else {
            told.note("COMMIT");
            connection.commit();
            tables.committed();
        }
    }

    /** A row more in each table: PostgreSQL's log tells a change with the next row. */
    public void end(Statement statement) throws SQLException {
        setMode(statement);
        for (RandomTable table : tables.all()) {
            rows.insert(table, statement);
        }
        statement.getConnection().commit();
    }

    /** Programs share sessions: each has its own mode. */
    private void setMode(Statement statement) throws SQLException {
        if (dialect == Dialect.MYSQL) {
            told.run(statement, tables.spelling.nextMode());
        }
    }

    private void changeSchema(RandomTable table, Statement statement) throws SQLException {
        switch (tables.random.nextInt(23)) {
            case 0 -> whole.changeKey(table, statement);
            case 1 -> whole.rename(table, statement);
            case 2 -> whole.recreate(table, statement);
            case 3 -> whole.truncate(table, statement);
            case 4 -> whole.swap(table, statement);
            case 5 -> whole.createAlike(table, statement);
            case 6 -> whole.exchange(table, statement);
            case 7 -> whole.drop(table, statement);
            case 8 -> whole.changeCharacterSet(table, statement);
            case 9 -> whole.truncatePartition(statement);
            case 10 -> whole.dropSchema(statement);
            case 11 -> whole.move(table, statement);
            default -> columns.change(table, statement);
        }
    }
}
