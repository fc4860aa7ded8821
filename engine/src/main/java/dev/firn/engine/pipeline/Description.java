package dev.firn.engine.pipeline;

import dev.firn.schema.change.ColumnLineage;
import dev.firn.schema.change.DefinitionChanges;
import dev.firn.schema.layout.LakeColumn;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.source.TableDefinition;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the source's catalog says of one table. It may know columns that the log has not come to: what it says of those counts when the log
 * shows them. Under the run's lock.
 */
final class Description {

    private final Replica replica;
    private final ReplicaOrigin origin;
    private final Intake intake;
    private final ReplicaHost host;
    private @Nullable TableDefinition catalogSays;

    /** Columns that change in the lake too, so that their change is told there. */
    private final Set<String> changedColumns = new HashSet<>();

    /**
     * What the source said until now; the replica's origin knows what was written down of it.
     *
     * @param intake takes what the lake is to say
     */
    Description(Replica replica, Intake intake, ReplicaHost host) {
        this.replica = replica;
        this.origin = replica.origin();
        this.intake = intake;
        this.host = host;
        this.catalogSays = origin.now().definition();
    }

    private void told(TableDefinition definition) {
        catalogSays = definition;
        write();
        changedColumns.clear();
        host.progressed();
    }

    /**
     * The source's catalog says so of the table. It may be ahead of the log.
     *
     * @param there the layout that the table has there; null if it has none
     */
    void told(TableDefinition definition, @Nullable TableLayout there) {
        if (there != null) {
            change(replica.layout(), there);
        }
        told(definition);
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

    /** Lets the lake say what the catalog says of the columns that the log has come to; of a table that is loaded, with its rows. */
    void write() {
        TableLayout layout = replica.layout();
        boolean streams = replica.standing() instanceof Standing.Streaming;
        if (layout != null && (streams || replica.standing() instanceof Standing.Loading)) {
            write(layout, streams);
        }
    }

    private void write(TableLayout layout, boolean streams) {
        if (catalogSays == null) {
            return;
        }
        TableDefinition known = origin.now().definition();
        TableDefinition before = known == null ? TableDefinition.NONE : known;
        List<String> columns = layout.columns().stream().map(LakeColumn::name).toList();
        TableDefinition now = catalogSays.of(columns, before);
        if (now.equals(known)) {
            return;
        }
        DefinitionChanges changes = DefinitionChanges.between(before, now, changedColumns);
        if (streams && !changes.comments().isEmpty()) {
            intake.describe(changes.comments());
        }
        origin.define(now);
        replica.note(streams || known != null ? changes.describe() : "");
        host.stateChanged(replica);
    }
}
