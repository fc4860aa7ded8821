package dev.firn.engine.pipeline;

import dev.firn.engine.load.TableLoad;
import dev.firn.schema.change.ColumnLineage;
import dev.firn.schema.change.ColumnPolicy;
import dev.firn.schema.change.ColumnPolicy.Backfill;
import dev.firn.schema.change.ColumnPolicy.Follow;
import dev.firn.schema.change.ColumnPolicy.OnColumnDrop;
import dev.firn.schema.layout.LakeColumn;
import dev.firn.schema.layout.TableLayout;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a change of a table's columns comes to while the table is loaded: nothing where the load has not begun, else it is carried into the load where
 * the table could have followed it in place, and where not, the load begins again.
 */
final class LoadFollowing {

    /** What is to be done. */
    sealed interface Way {

        /** The load begins later, under a layout that the catalog has. */
        record Wait() implements Way {}

        /** The load is of the other layout, and has read nothing. */
        record Replace() implements Way {}

        /** The load goes on. */
        record Carry() implements Way {}

        /** The load begins again. */
        record Again(String reason) implements Way {}
    }

    private LoadFollowing() {}

    /**
     * The way of a change.
     *
     * @param waits whether the load waits for the stream to come to a layout of the catalog
     */
    static Way of(TableLoad load, TableLayout announced, ColumnLineage lineage, boolean waits, ColumnPolicy policy) {
        TableLayout former = load.layout();
        if (!load.keepsChanges()) {
            return waits ? new Way.Wait() : new Way.Replace();
        }
        if (!load.carriesColumns()) {
            return new Way.Again("its columns changed while it was read at once");
        }
        if (!(lineage instanceof ColumnLineage.Told told)) {
            return new Way.Again("its columns changed while it was loaded, and nobody can tell how");
        }
        if (!isSameKey(former, announced, told.renamed())) {
            return new Way.Again("its key changed while it was loaded");
        }
        return isFollowed(former, announced, policy)
                ? new Way.Carry()
                : new Way.Again("its columns changed while it was loaded, and are not followed");
    }

    /** For each renamed column's new name its old one. */
    static Map<String, String> renamed(ColumnLineage lineage) {
        return lineage instanceof ColumnLineage.Told told ? told.renamed() : Map.of();
    }

    /** Rows of both layouts are told apart by the same values of the same types. */
    private static boolean isSameKey(TableLayout former, TableLayout announced, Map<String, String> renamed) {
        if (former.mode() != announced.mode()
                || former.key().size() != announced.key().size()) {
            return false;
        }
        for (int i = 0; i < former.key().size(); i++) {
            LakeColumn before = former.columns().get(former.key().get(i));
            LakeColumn now = announced.columns().get(announced.key().get(i));
            if (!renamed.getOrDefault(now.name(), now.name()).equals(before.name())
                    || !now.type().equals(before.type())
                    || now.required() != before.required()) {
                return false;
            }
        }
        return true;
    }

    /** Whether all rows of the load come to have the columns that they have at the source, whenever they were read. */
    private static boolean isFollowed(TableLayout former, TableLayout announced, ColumnPolicy policy) {
        Set<String> before = names(former);
        Set<String> now = names(announced);
        if (before.equals(now)) {
            return true;
        }
        return policy.follow() == Follow.COLUMNS
                && (policy.onColumnDrop() == OnColumnDrop.DROP || now.containsAll(before))
                && (policy.backfill() != Backfill.NEVER || before.containsAll(now));
    }

    private static Set<String> names(TableLayout layout) {
        List<String> names = layout.columns().stream().map(LakeColumn::name).toList();
        return new HashSet<>(names);
    }
}
