package dev.firn.engine.load;

import dev.firn.engine.event.SourcePosition;
import dev.firn.engine.source.ReadColumns;
import dev.firn.engine.source.SourceCatalog;
import dev.firn.engine.source.TableReader;
import dev.firn.engine.source.TableSelection;
import dev.firn.schema.change.ColumnNumbers;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.mapping.Definitions;
import dev.firn.schema.mapping.LayoutResult;
import dev.firn.schema.mapping.Layouts;
import dev.firn.schema.mapping.TypeMapping;
import dev.firn.schema.source.SourceTable;
import dev.firn.schema.source.TableDefinition;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Compares the layout that the stream announced for a table with what the source's catalog has now. */
public final class LayoutCheck {

    /** What the catalog says. */
    public sealed interface Finding {

        /** The table is as the stream said. */
        record Same() implements Finding {}

        /** The source has no such table. */
        record Missing() implements Finding {}

        /** The table cannot be replicated as it is now. */
        record Refused(List<String> problems) implements Finding {}

        /**
         * The table was changed, and the stream may not have come there yet.
         *
         * @param layout its layout now
         * @param position a place in the log behind the change
         * @param columns which columns the layout's are; null if nobody can tell
         */
        record Changed(
                TableLayout layout,
                SourcePosition position,
                @Nullable ReadColumns columns) implements Finding {}
    }

    private final SourceCatalog catalog;
    private final TableReader reader;
    private final TableSelection selection;
    private final TypeMapping types;

    public LayoutCheck(SourceCatalog catalog, TableReader reader, TableSelection selection, TypeMapping types) {
        this.catalog = catalog;
        this.reader = reader;
        this.selection = selection;
        this.types = types;
    }

    /** Looks the table up; asks the source. */
    public Finding of(TableLayout known) {
        return of(known, known::equals);
    }

    /** The same, where more columns than those known are no change. */
    Finding ofColumns(TableLayout known) {
        return of(
                known,
                present -> present.mode() == known.mode()
                        && present.keyNames().equals(known.keyNames())
                        && present.columns().containsAll(known.columns()));
    }

    private Finding of(TableLayout known, Predicate<TableLayout> isSame) {
        Optional<SourceTable> present = catalog.table(known.table());
        if (present.isEmpty()) {
            return new Finding.Missing();
        }
        LayoutResult result = layoutOf(present.get());
        if (result instanceof LayoutResult.Replicable replicable) {
            return isSame.test(replicable.layout()) ? new Finding.Same() : changed(replicable.layout());
        }
        return new Finding.Refused(((LayoutResult.Refused) result).problems());
    }

    /**
     * A table whose columns are others than the stream said so far, and which columns they are; asks the source, and then for a place behind all
     * that.
     */
    Finding.Changed changed(TableLayout present) {
        ReadColumns columns = reader.columns(present).orElse(null);
        return new Finding.Changed(present, reader.currentPosition(), columns);
    }

    /**
     * The same as the finding, unless that says that nothing has changed, and a layout's names are other columns than anybody knew.
     *
     * @param columns what the source's are; null if it cannot be told
     * @param known what they are as far as the log or an earlier look has shown them; null if nobody knows
     * @param foundAhead what they were when the load was put off until the stream had passed them; null if it was not
     */
    Finding orChanged(
            Finding finding,
            TableLayout rows,
            @Nullable ReadColumns columns,
            @Nullable ColumnNumbers known,
            @Nullable ReadColumns foundAhead) {
        boolean areOthers = columns != null && !columns.areAsKnown(known) && !columns.equals(foundAhead);
        return finding instanceof Finding.Same && areOthers ? changed(rows) : finding;
    }

    /** What may be told of a table of the catalog. */
    public TableDefinition definitionOf(SourceTable table) {
        return Definitions.of(table, selection.rules(table.id()));
    }

    /** The layout that a table of the catalog gets. */
    public LayoutResult layoutOf(SourceTable table) {
        return Layouts.of(table, selection.rules(table.id()), types);
    }
}
