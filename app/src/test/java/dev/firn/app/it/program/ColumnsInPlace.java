package dev.firn.app.it.program;

import dev.firn.schema.source.TableId;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;

/** Changes of one table's columns, one after another for ever, each of which a lake can follow in place, and rows between them. */
public final class ColumnsInPlace {

    private static final int OLD_COLUMNS = 5;

    private final TableId table;
    private final Dialect dialect;
    private final Random random;
    private final int rows;
    private int step;
    private String name = "name";

    /**
     * @param table has the columns {@code id}, the key, and {@code name}
     * @param rows how many rows it has, with ids from 1 on
     */
    public ColumnsInPlace(TableId table, Dialect dialect, int rows, long seed) {
        this.table = table;
        this.dialect = dialect;
        this.rows = rows;
        this.random = new Random(seed);
    }

    public TableId table() {
        return table;
    }

    /** Gives the table columns that are gone after a while, or have another name. */
    public void begin(Statement statement) throws SQLException {
        for (int column = 0; column < OLD_COLUMNS; column++) {
            statement.execute("ALTER TABLE " + table + " ADD COLUMN o" + column + " INT DEFAULT " + column
                    + ", ADD COLUMN q" + column + " INT DEFAULT " + column);
        }
    }

    /** Changes the columns, and some rows behind that. */
    public void next(Statement statement) throws SQLException {
        statement.execute("ALTER TABLE " + table + " " + change());
        step++;
        for (String change : rowChanges()) {
            statement.execute(change);
        }
    }

    private String change() {
        int round = step / 6;
        return switch (step % 6) {
            case 0 -> "ADD COLUMN n" + round + " INT";
            case 1 -> {
                String former = name;
                name = former.equals("name") ? "title" : "name";
                yield "RENAME COLUMN " + former + " TO " + name;
            }
            case 2 -> "ADD COLUMN t" + round + " VARCHAR(20)";
            case 3 ->
                round < OLD_COLUMNS
                        ? "RENAME COLUMN q" + round + " TO r" + round
                        : "ADD COLUMN s" + round + " VARCHAR(20)";
            // Where columns come and go while nobody reads its log, PostgreSQL cannot tell which of them a row had.
            case 4 ->
                dialect == Dialect.MYSQL && round < OLD_COLUMNS
                        ? "DROP COLUMN o" + round
                        : "ADD COLUMN m" + round + " INT";
            default ->
                dialect == Dialect.MYSQL
                        ? "MODIFY COLUMN t" + round + " VARCHAR(60)"
                        : "ALTER COLUMN t" + round + " TYPE VARCHAR(60)";
        };
    }

    private List<String> rowChanges() {
        int done = (step - 1) / 6;
        String changed = (step - 1) % 6 == 0 ? "n" + done + " = " + step : name + " = 'step " + step + "'";
        return List.of(
                "UPDATE " + table + " SET " + changed + " WHERE id % 97 = " + step % 97,
                "UPDATE " + table + " SET " + changed + " WHERE id = " + anyRow(),
                "DELETE FROM " + table + " WHERE id = " + anyRow(),
                "INSERT INTO " + table + " (id, " + name + ") VALUES (" + (rows + step) + ", 'new in " + step + "')");
    }

    private int anyRow() {
        return 1 + random.nextInt(rows);
    }
}
