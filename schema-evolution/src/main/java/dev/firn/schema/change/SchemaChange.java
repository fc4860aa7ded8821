package dev.firn.schema.change;

import dev.firn.schema.layout.LakeColumn;
import org.apache.iceberg.types.Type;

/** One difference between an Iceberg table's schema and the layout its source now asks for. */
public sealed interface SchemaChange {

    /** The column that changes, by its name in the lake. */
    String column();

    /** The source has a column that the table lacks; added as optional, since the rows already there have no value. */
    record AddColumn(LakeColumn added) implements SchemaChange {
        @Override
        public String column() {
            return added.name();
        }
    }

    /** The column's type grows within what Iceberg promotes: int to long, float to double, decimal to more digits. */
    record WidenColumn(String column, Type from, Type to) implements SchemaChange {}

    /** The source allows null where the table requires a value. */
    record RelaxColumn(String column) implements SchemaChange {}

    /** The table has a column that the source no longer has. */
    record DropColumn(String column) implements SchemaChange {}

    /** A change that no promotion covers: the table needs a new load. */
    record Incompatible(String column, String reason) implements SchemaChange {}
}
