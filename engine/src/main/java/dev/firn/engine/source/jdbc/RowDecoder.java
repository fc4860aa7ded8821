package dev.firn.engine.source.jdbc;

import dev.firn.engine.source.TableReader.RowReceiver;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Turns the rows of one query into rows of a layout. Compiled once per read; for one thread, as masks are.
 *
 * <p>{@link #decode(ResultSet, Object[])} is hot.
 */
public final class RowDecoder {

    private final ColumnReader[] readers;
    private final RowAdmission admission;

    /**
     * Compiles a decoder.
     *
     * @param position where the log stands at the read, which a row of a changelog records
     */
    public RowDecoder(Projection<ColumnReader> projection, String position) {
        this.admission = new RowAdmission(projection, position);
        this.readers =
                projection.columns().stream().map(Projection.Column::reader).toArray(ColumnReader[]::new);
    }

    /** Runs a query and hands its rows on. When it is broken off, so is the connection: draining the result could take long. */
    public void readAll(PreparedStatement statement, RowReceiver rows) throws SQLException, InterruptedException {
        boolean done = false;
        try (ResultSet result = statement.executeQuery()) {
            try {
                @Nullable Object[] row = newRow();
                while (result.next()) {
                    decode(result, row);
                    rows.accept(row);
                }
                done = true;
            } finally {
                if (!done) {
                    statement.getConnection().abort(Runnable::run);
                }
            }
        }
    }

    /** The row at which the result stands, as a new array. */
    public @Nullable Object[] decode(ResultSet result) throws SQLException {
        @Nullable Object[] row = newRow();
        decode(result, row);
        return row;
    }

    /** An array that {@link #decode(ResultSet, Object[])} can fill. */
    public @Nullable Object[] newRow() {
        return admission.newRow();
    }

    /** Fills an array with the row at which the result stands. Hot. */
    public void decode(ResultSet result, @Nullable Object[] row) throws SQLException {
        for (int i = 0; i < readers.length; i++) {
            try {
                row[i] = admission.admit(i, readers[i].read(result, i + 1));
            } catch (UnreadableValueException e) {
                throw admission.unreadable(i, e, index -> text(result, index));
            }
        }
        admission.end(row);
    }

    private static String text(ResultSet result, int index) {
        try {
            return String.valueOf(result.getString(index + 1));
        } catch (SQLException e) {
            return "?";
        }
    }
}
