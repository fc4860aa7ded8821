package dev.firn.engine.source.jdbc;

import dev.firn.engine.source.SourceException;
import dev.firn.engine.source.SourceException.Cure;
import dev.firn.engine.source.TableReader.RowReceiver;
import dev.firn.schema.layout.TableLayout;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Turns the rows of one query into rows of a layout. Compiled once per read; for one thread, as masks are.
 *
 * <p>{@link #decode} is hot.
 */
public final class RowDecoder {

    private final TableLayout layout;
    private final ColumnReader[] readers;
    private final @Nullable UnaryOperator<@Nullable Object>[] masks;
    private final boolean[] required;
    private final @Nullable Object[] tail;

    /**
     * Compiles a decoder.
     *
     * @param columns how each column of the query is read, in the layout's order
     * @param tail values that end every row
     */
    @SuppressWarnings({"unchecked", "rawtypes"})
    RowDecoder(TableLayout layout, List<Projection.Column> columns, List<? extends @Nullable Object> tail) {
        this.layout = layout;
        this.readers = new ColumnReader[columns.size()];
        this.masks = new UnaryOperator[columns.size()];
        this.required = new boolean[columns.size()];
        this.tail = tail.toArray();
        for (int i = 0; i < readers.length; i++) {
            readers[i] = columns.get(i).reader();
            masks[i] = columns.get(i).mask().orElse(null);
            required[i] = layout.columns().get(i).required();
        }
    }

    /** Runs a query and hands its rows on. When it is broken off, so is the connection: draining the result could take long. */
    public void readAll(PreparedStatement statement, RowReceiver rows) throws SQLException, InterruptedException {
        boolean done = false;
        try (ResultSet result = statement.executeQuery()) {
            try {
                while (result.next()) {
                    rows.accept(decode(result));
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
        @Nullable Object[] row = new Object[readers.length + tail.length];
        for (int i = 0; i < readers.length; i++) {
            row[i] = value(result, i);
        }
        System.arraycopy(tail, 0, row, readers.length, tail.length);
        return row;
    }

    private @Nullable Object value(ResultSet result, int index) throws SQLException {
        Object value;
        try {
            value = readers[index].read(result, index + 1);
        } catch (UnreadableValueException e) {
            throw unreadable(result, index, e.getMessage(), e);
        }
        if (value == null && required[index]) {
            throw unreadable(
                    result, index, "null, which its definition forbids; update those rows at the source", null);
        }
        UnaryOperator<@Nullable Object> mask = masks[index];
        return mask == null ? value : mask.apply(value);
    }

    private SourceException unreadable(ResultSet result, int index, @Nullable String found, @Nullable Throwable cause) {
        return new SourceException(
                Cure.OPERATOR,
                "Cannot read " + layout.table() + ": column "
                        + layout.columns().get(index).name() + " of " + describe(result) + " holds " + found,
                cause);
    }

    /** Which row it is, by its key as the database prints it. */
    private String describe(ResultSet result) {
        if (layout.key().isEmpty()) {
            return "a row without key";
        }
        StringBuilder text = new StringBuilder("the row with");
        for (int index : layout.key()) {
            text.append(' ').append(layout.columns().get(index).name()).append('=');
            try {
                text.append(result.getString(index + 1));
            } catch (SQLException e) {
                text.append('?');
            }
        }
        return text.toString();
    }
}
