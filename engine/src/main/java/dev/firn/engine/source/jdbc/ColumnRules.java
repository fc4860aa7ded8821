package dev.firn.engine.source.jdbc;

import dev.firn.schema.source.SourceColumn;
import org.apache.iceberg.types.Type;

/**
 * How one kind of database's columns are selected and read.
 *
 * @param <R> what reads a value in the form in which the database sends it
 */
public interface ColumnRules<R> {

    /** What to select, so that the exact value of the Iceberg type comes over. */
    String expression(SourceColumn column, Type type);

    /**
     * How the selected value becomes one of the Iceberg type.
     *
     * @throws IllegalArgumentException if no value of the column is one of the type
     */
    R reader(SourceColumn column, Type type);

    /** Reads a column of which nothing is selected: null. */
    R nothing();
}
