package dev.firn.schema.layout;

import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** The columns that a {@link TableMode#CHANGELOG} table has behind its own, in this order. */
public enum ChangelogColumn {
    /** {@code r} for a row that the load read, {@code c}, {@code u}, {@code d} or {@code t} for a change. */
    OPERATION("_firn_operation", Types.StringType.get()),
    /** When the source committed the change; for a row that the load read, when it was read. */
    SOURCE_TIMESTAMP("_firn_source_timestamp", Types.TimestampType.withZone()),
    /** Where the change stands in the source's log: unique within a table for changes, and ordered as the log is. */
    POSITION("_firn_position", Types.StringType.get());

    private final LakeColumn column;

    ChangelogColumn(String name, Type type) {
        this.column = new LakeColumn(name, type, false);
    }

    public LakeColumn column() {
        return column;
    }
}
