package dev.firn.engine.source.jdbc;

import dev.firn.schema.source.SourceColumn;
import org.apache.iceberg.types.Type;

/** How one kind of database's columns are selected and read. */
public interface ColumnRules {

    /** What to select, so that the driver hands over the exact value. */
    String expression(SourceColumn column);

    /**
     * How the selected value becomes one of the Iceberg type.
     *
     * @throws IllegalArgumentException if no value of the column is one of the type
     */
    ColumnReader reader(SourceColumn column, Type type);
}
