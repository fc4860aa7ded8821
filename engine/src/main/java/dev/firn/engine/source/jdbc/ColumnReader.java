package dev.firn.engine.source.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Reads one column of a result as the internal value of one Iceberg type. On the hot path of loads. */
@FunctionalInterface
public interface ColumnReader {

    /**
     * Reads the value; null for SQL's null.
     *
     * @param column the column, counted from 1
     * @throws UnreadableValueException if the value has no counterpart in the Iceberg type
     */
    @Nullable
    Object read(ResultSet row, int column) throws SQLException;
}
