package dev.firn.engine.simulation;

import dev.firn.schema.change.ColumnLineage;
import dev.firn.schema.source.SourceTable;
import dev.firn.schema.source.TableId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One entry of the model database's log. */
sealed interface LogEvent {

    TableId table();

    /** A new row. */
    record Inserted(SourceTable definition, @Nullable Object[] row) implements LogEvent {
        @Override
        public TableId table() {
            return definition.id();
        }
    }

    /** A changed row; {@code unchanged} names columns whose value the log leaves out. */
    record Updated(SourceTable definition, @Nullable Object[] row, List<String> unchanged) implements LogEvent {
        @Override
        public TableId table() {
            return definition.id();
        }
    }

    /** A removed row; all its values. */
    record Deleted(SourceTable definition, @Nullable Object[] row) implements LogEvent {
        @Override
        public TableId table() {
            return definition.id();
        }
    }

    /** All rows removed. */
    record Truncated(SourceTable definition) implements LogEvent {
        @Override
        public TableId table() {
            return definition.id();
        }
    }

    /** The table was created or altered. */
    record Defined(SourceTable definition, ColumnLineage lineage) implements LogEvent {
        @Override
        public TableId table() {
            return definition.id();
        }
    }

    /** The table was dropped. */
    record Removed(TableId table) implements LogEvent {}

    /** The table has another name. */
    record Renamed(TableId table, SourceTable to) implements LogEvent {}

    /** Something that no decoder can read. */
    record Garbled(TableId table) implements LogEvent {}
}
