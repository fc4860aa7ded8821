package dev.firn.engine.pipeline;

import dev.firn.schema.change.ColumnLineage;
import dev.firn.schema.change.DefinitionChanges;
import dev.firn.schema.layout.LakeColumn;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.source.TableDefinition;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the source's catalog says of one table. It may know columns that the log has not come to: what it says of those counts when the log
 * shows them. Under the run's lock.
 */
final class Description {

    private @Nullable TableDefinition catalogSays;

    /** Columns that changed in the lake too since the catalog was last compared. */
    private final Set<String> changedColumns = new HashSet<>();

    /**
     * What the catalog says otherwise than before.
     *
     * @param definition what it says now of the columns that the log has come to
     * @param changes the difference
     */
    record News(TableDefinition definition, DefinitionChanges changes) {}

    /** @param known what it said when that was last written down; null if nobody asked yet */
    Description(@Nullable TableDefinition known) {
        this.catalogSays = known;
    }

    void told(TableDefinition definition) {
        catalogSays = definition;
    }

    /** What was told has been compared with what was known before. */
    void compared() {
        changedColumns.clear();
    }

    /** The log shows another layout; returns what is known of the table by its columns' new names. */
    @Nullable
    TableDefinition follow(
            @Nullable TableDefinition known, @Nullable TableLayout before, TableLayout now, ColumnLineage lineage) {
        Set<LakeColumn> same = new HashSet<>(before == null ? Set.of() : before.columns());
        now.columns().stream()
                .filter(column -> !same.contains(column))
                .map(LakeColumn::name)
                .forEach(changedColumns::add);
        return known != null && lineage instanceof ColumnLineage.Told told ? known.renamed(told.renamed()) : known;
    }

    /** What is new to whoever knows the columns as they were said to be; empty if nothing is. */
    Optional<News> since(@Nullable TableDefinition known, TableLayout layout) {
        TableDefinition said = catalogSays;
        if (said == null) {
            return Optional.empty();
        }
        TableDefinition before = known == null ? TableDefinition.NONE : known;
        TableDefinition now =
                said.of(layout.columns().stream().map(LakeColumn::name).toList(), before);
        return now.equals(known)
                ? Optional.empty()
                : Optional.of(new News(now, DefinitionChanges.between(before, now, changedColumns)));
    }
}
