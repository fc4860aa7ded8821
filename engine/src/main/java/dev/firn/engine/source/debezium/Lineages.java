package dev.firn.engine.source.debezium;

import dev.firn.engine.event.ChangeEvent;
import dev.firn.engine.event.SourcePosition;
import dev.firn.engine.event.TransactionId;
import dev.firn.schema.change.ColumnLineage;
import dev.firn.schema.change.ColumnNumbers;
import dev.firn.schema.source.SourceTable;
import org.jspecify.annotations.Nullable;

/** Where the lineage of columns is found that rows show under a new schema. */
@FunctionalInterface
interface Lineages {

    /**
     * Finds the lineage of a table's columns.
     *
     * @param transaction the one that changed a row
     */
    Traced of(SourceTable shown, TransactionId transaction);

    /**
     * A lineage, and how it was found.
     *
     * @param seenAt as in {@link ChangeEvent.LayoutChanged}
     * @param numbers likewise
     */
    record Traced(
            ColumnLineage lineage,
            @Nullable SourcePosition seenAt,
            @Nullable ColumnNumbers numbers) {

        /** Columns are known by their names. */
        static final Traced BY_NAME = new Traced(ColumnLineage.BY_NAME, null, null);
    }
}
