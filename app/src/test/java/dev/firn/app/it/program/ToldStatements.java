package dev.firn.app.it.program;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The statements of a program, in order: each is noted, and then executed. */
final class ToldStatements {

    private final long seed;
    private final Dialect dialect;
    private final List<String> told = new ArrayList<>();

    ToldStatements(long seed, Dialect dialect) {
        this.seed = seed;
        this.dialect = dialect;
    }

    String text() {
        return String.join(";\n", told);
    }

    void note(String said) {
        told.add(said);
    }

    /** Does what the database must not refuse. */
    void run(Statement statement, String sql) throws SQLException {
        told.add(sql);
        try {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new SQLException("Seed " + seed + ": " + sql, e);
        }
    }

    /**
     * Writes rows, and tells whether the database took them: MySQL forgets how to spell labels of an enumeration, if their table is converted to another
     * character set.
     */
    boolean write(Statement statement, String sql) throws SQLException {
        if (dialect == Dialect.MYSQL) {
            return attempt(statement, sql);
        }
        run(statement, sql);
        return true;
    }

    /** Does what the database may refuse, and tells whether it did not. */
    boolean attempt(Statement statement, String sql) throws SQLException {
        told.add(sql);
        if (dialect == Dialect.POSTGRES) {
            statement.execute("SAVEPOINT attempt");
        }
        try {
            statement.execute(sql);
            return true;
        } catch (SQLException refused) {
            told.add("-- refused");
            if (dialect == Dialect.POSTGRES) {
                statement.execute("ROLLBACK TO SAVEPOINT attempt");
            }
            return false;
        }
    }
}
