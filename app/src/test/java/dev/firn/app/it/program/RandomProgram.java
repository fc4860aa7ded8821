package dev.firn.app.it.program;

import dev.firn.schema.source.TableId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;

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

    public RandomProgram(long seed, Dialect dialect) {
        this.seed = seed;
        this.dialect = dialect;
        this.tables = new RandomTables(seed, dialect);
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
        for (int count = 0; count < TABLES; count++) {
            whole.create(statement);
        }
        statement.getConnection().commit();
    }

    /** One transaction of rows, of changes, or of both; it may be rolled back. */
    public void step(Statement statement) throws SQLException {
        Map<String, RandomTable> before = tables.copy();
        for (int count = tables.random.nextInt(4); count >= 0; count--) {
            RandomTable table = tables.any();
            if (tables.random.nextInt(4) == 0) {
                changeSchema(table, statement);
            } else {
                rows.change(table, statement);
            }
        }
        Connection connection = statement.getConnection();
        if (dialect == Dialect.POSTGRES && tables.random.nextInt(8) == 0) {
            told.note("ROLLBACK");
            connection.rollback();
            tables.restore(before);
        } else {
            told.note("COMMIT");
            connection.commit();
        }
    }

    /** A row more in each table: PostgreSQL's log tells a change with the next row. */
    public void end(Statement statement) throws SQLException {
        for (RandomTable table : tables.all()) {
            rows.insert(table, statement);
        }
        statement.getConnection().commit();
    }

    private void changeSchema(RandomTable table, Statement statement) throws SQLException {
        switch (tables.random.nextInt(16)) {
            case 0, 1, 2, 3 -> columns.add(table, statement);
            case 4, 5 -> columns.drop(table, statement);
            case 6, 7, 8 -> columns.changeType(table, statement);
            case 9 -> columns.changeNullability(table, statement);
            case 10 -> whole.changeKey(table, statement);
            case 11 -> whole.rename(table, statement);
            case 12 -> whole.recreate(table, statement);
            case 13 -> whole.truncate(table, statement);
            case 14 -> whole.swap(table, statement);
            default -> whole.createAlike(table, statement);
        }
    }
}
