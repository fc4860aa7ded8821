package dev.firn.engine.pipeline;

import dev.firn.schema.change.ColumnLineage;
import dev.firn.schema.change.DefinitionChanges;
import dev.firn.schema.layout.LakeColumn;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.source.TableDefinition;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the source's catalog says of one table. It may know columns that the log has not come to: what it says of those counts when the log
 * shows them. Under the run's lock.
 */
final class Description {

    private final ReplicaOrigin origin;
    private final Intake intake;
    private @Nullable TableDefinition catalogSays;

    /** Columns that change in the lake too, so that their change is told there. */
    private final Set<String> changedColumns = new HashSet<>();

    /**
     * What the source said until now.
     *
     * @param origin knows what was written down of it
     * @param intake takes what the lake is to say
     */
    Description(ReplicaOrigin origin, Intake intake) {
        this.origin = origin;
        this.intake = intake;
        this.catalogSays = origin.now().definition();
    }

    void told(TableDefinition definition) {
        catalogSays = definition;
    }

    /** What was told has been compared with what was known before. */
    void compared() {
        changedColumns.clear();
    }

    /** The log shows, or will show, that columns become others. */
    void change(@Nullable TableLayout before, TableLayout now) {
        Set<LakeColumn> same = new HashSet<>(before == null ? Set.of() : before.columns());
        now.columns().stream()
                .filter(column -> !same.contains(column))
                .map(LakeColumn::name)
                .forEach(changedColumns::add);
    }

    /** The log shows another layout: what is known of the table is known by its columns' new names. */
    void follow(@Nullable TableLayout before, TableLayout now, ColumnLineage lineage) {
        change(before, now);
        TableDefinition known = origin.now().definition();
        if (known != null && lineage instanceof ColumnLineage.Told told) {
            origin.define(known.renamed(told.renamed()));
        }
    }

    /**
     * Writes down what the catalog says otherwise than before of the columns that the log has come to.
     *
     * @param streams whether the lake's table is to say it with the next checkpoint; else with the load
     * @return the difference, for people; empty if nothing is new
     */
    Optional<String> write(TableLayout layout, boolean streams) {
        if (catalogSays == null) {
            return Optional.empty();
        }
        TableDefinition known = origin.now().definition();
        TableDefinition before = known == null ? TableDefinition.NONE : known;
        List<String> columns = layout.columns().stream().map(LakeColumn::name).toList();
        TableDefinition now = catalogSays.of(columns, before);
        if (now.equals(known)) {
            return Optional.empty();
        }
        DefinitionChanges changes = DefinitionChanges.between(before, now, changedColumns);
        if (streams && !changes.comments().isEmpty()) {
            intake.describe(changes.comments());
        }
        origin.define(now);
        return Optional.of(streams || known != null ? changes.describe() : "");
    }
}
