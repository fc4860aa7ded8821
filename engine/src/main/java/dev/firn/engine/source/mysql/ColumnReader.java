package dev.firn.engine.source.mysql;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Makes the internal value of one Iceberg type of one value that the server sent. On the hot path of loads. */
@FunctionalInterface
interface ColumnReader {

    /**
     * Reads a value that is not null; null if null stands for it.
     *
     * @param column the column, counted from 0
     * @throws dev.firn.engine.source.jdbc.UnreadableValueException if the value has no counterpart in the Iceberg type
     */
    @Nullable
    Object read(SentRow row, int column) throws SQLException;
}
