package dev.firn.engine.source.mysql;

import dev.firn.engine.source.TableReader.RowReceiver;
import dev.firn.engine.source.jdbc.Projection;
import dev.firn.engine.source.jdbc.RowAdmission;
import dev.firn.engine.source.jdbc.UnreadableValueException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Turns the rows of one query into rows of a layout. Compiled once per read; for one thread, as masks are.
 *
 * <p>{@link #decode(SentRow, Object[])} is hot.
 */
final class RowDecoder {

    private final ColumnReader[] readers;
    private final RowAdmission admission;
    private final MysqlCharsets charsets;

    /**
     * Compiles a decoder.
     *
     * @param position where the log stands at the read, which a row of a changelog records
     */
    RowDecoder(Projection<ColumnReader> projection, String position, MysqlCharsets charsets) {
        this.charsets = charsets;
        this.admission = new RowAdmission(projection, position);
        this.readers =
                projection.columns().stream().map(Projection.Column::reader).toArray(ColumnReader[]::new);
    }

    /** Runs a query and hands its rows on. When it is broken off, so is the connection: draining the result could take long. */
    void readAll(PreparedStatement statement, RowReceiver rows) throws SQLException, InterruptedException {
        boolean done = false;
        try (ResultSet result = statement.executeQuery()) {
            try {
                @Nullable Object[] row = newRow();
                SentRow sent = sent(result, readers.length);
                while (sent.next()) {
                    decode(sent, row);
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
    @Nullable
    Object[] decode(ResultSet result) throws SQLException {
        @Nullable Object[] row = newRow();
        SentRow sent = sent(result, readers.length);
        sent.take();
        decode(sent, row);
        return row;
    }

    /** The rows of a result that stands before its first, of which the columns of this decoder are the first ones. */
    SentRow sent(ResultSet result, int columns) throws SQLException {
        return SentRow.of(result, columns, charsets);
    }

    /** An array that {@link #decode(SentRow, Object[])} can fill. */
    @Nullable
    Object[] newRow() {
        return admission.newRow();
    }

    /** Fills an array with the present row. Hot. */
    void decode(SentRow sent, @Nullable Object[] row) throws SQLException {
        for (int i = 0; i < readers.length; i++) {
            try {
                row[i] = admission.admit(i, sent.isNull(i) ? null : readers[i].read(sent, i));
            } catch (UnreadableValueException e) {
                row[i] = admission.instead(i, e, sent::shown);
            }
        }
        admission.end(row);
    }
}
