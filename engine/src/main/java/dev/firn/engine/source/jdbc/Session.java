package dev.firn.engine.source.jdbc;

import dev.firn.engine.source.SourceException;
import dev.firn.engine.source.SourceException.Cure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection for the time of one {@link Task}; its errors are told in the task's words. For one thread. */
public final class Session implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    private final Connection connection;
    private final Task task;
    private final SqlFailures failures;
    private final Return whenClosed;
    private boolean broken;
    private boolean closed;

    /** Where the connection goes when the session is over. */
    @FunctionalInterface
    interface Return {
        void giveBack(Connection connection, boolean reusable);
    }

    /** Makes a value of the row at which the result stands. */
    @FunctionalInterface
    public interface RowMapper<T> {
        T map(ResultSet row) throws SQLException;
    }

    /** Work with the bare connection. */
    @FunctionalInterface
    public interface Call<T> {
        T on(Connection connection) throws SQLException;
    }

    /** Work with the bare connection that hands rows on, and waits when they are not taken. */
    @FunctionalInterface
    public interface Reading {
        void on(Connection connection) throws SQLException, InterruptedException;
    }

    Session(Connection connection, Task task, SqlFailures failures, Return whenClosed) {
        this.connection = connection;
        this.task = task;
        this.failures = failures;
        this.whenClosed = whenClosed;
    }

    /** All rows of a small result. */
    public <T> List<T> list(String sql, RowMapper<T> mapper, @Nullable Object... parameters) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                List<T> all = new ArrayList<>();
                while (rows.next()) {
                    all.add(mapper.map(rows));
                }
                return all;
            }
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /** The first row of a result; empty if it has none. */
    public <T> Optional<T> first(String sql, RowMapper<T> mapper, @Nullable Object... parameters) {
        List<T> rows = list(sql, mapper, parameters);
        return rows.isEmpty() ? Optional.empty() : Optional.of(rows.get(0));
    }

    /** The one row of a query that always has one. */
    public <T> T one(String sql, RowMapper<T> mapper, @Nullable Object... parameters) {
        return first(sql, mapper, parameters)
                .orElseThrow(() -> new SourceException(
                        Cure.OPERATOR, "Cannot " + task.attempt() + ": no row came back from " + sql, null));
    }

    /** The text in the first column of the one row of a query that always has one; null as the empty text. */
    public String text(String sql, @Nullable Object... parameters) {
        return one(sql, row -> Optional.ofNullable(row.getString(1)), parameters)
                .orElse("");
    }

    public void execute(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    public <T> T call(Call<T> work) {
        try {
            return work.on(connection);
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    public void read(Reading reading) throws InterruptedException {
        boolean done = false;
        try {
            reading.on(connection);
            done = true;
        } catch (SQLException e) {
            throw failure(e);
        } finally {
            // A result may be half read, a transaction open: not worth the mending.
            broken |= !done;
        }
    }

    private SourceException failure(SQLException e) {
        broken = true;
        return failures.translate(task, e);
    }

    /** Gives the connection back, without an open transaction; idempotent. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            whenClosed.giveBack(connection, !broken && endTransaction());
        }
    }

    /** Ends the session and its connection with it, for one whose settings or state nobody else should inherit. */
    public void discard() {
        broken = true;
        close();
    }

    private boolean endTransaction() {
        try {
            if (!connection.getAutoCommit()) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
            return true;
        } catch (SQLException e) {
            LOG.debug("A connection could not end its transaction and is closed", e);
            return false;
        }
    }
}
