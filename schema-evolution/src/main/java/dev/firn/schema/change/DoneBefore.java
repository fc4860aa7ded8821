package dev.firn.schema.change;

import dev.firn.schema.change.SchemaChange.AddColumn;
import dev.firn.schema.change.SchemaChange.MoveColumn;
import dev.firn.schema.layout.LakeColumn;
import dev.firn.schema.layout.TableLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Changes that a run made at once before it crashed. The log brings them again; the table has them by then, so that no plan does, and no history
 * tells them yet.
 */
public final class DoneBefore {

    private DoneBefore() {}

    /**
     * Columns that are new, or stand elsewhere, and that the plan leaves as they are; for people. Empty if there are none.
     *
     * @param former the layout before
     * @param lineage how the columns came from those of the layout before
     */
    public static String describe(TableLayout former, TableLayout layout, ColumnLineage lineage, SchemaPlan plan) {
        if (!plan.unfollowed().isEmpty() || !plan.incompatible().isEmpty()) {
            return "";
        }
        List<String> present = new ArrayList<>(namesNow(former, lineage));
        List<SchemaChange> done = new ArrayList<>();
        for (LakeColumn column : layout.columns()) {
            if (!present.contains(column.name())) {
                present.add(column.name());
                done.add(new AddColumn(column));
            }
        }
        Set<String> planned = plan.atOnce().stream()
                .filter(AddColumn.class::isInstance)
                .map(SchemaChange::column)
                .collect(Collectors.toSet());
        done.removeIf(add -> planned.contains(add.column()));
        if (plan.atOnce().stream().noneMatch(MoveColumn.class::isInstance)) {
            List<String> wanted = names(layout);
            present.retainAll(wanted);
            done.addAll(ColumnOrder.moves(present, wanted));
        }
        return done.isEmpty() ? "" : SchemaChange.describe(done);
    }

    private static List<String> namesNow(TableLayout former, ColumnLineage lineage) {
        Map<String, String> renamed = new HashMap<>();
        if (lineage instanceof ColumnLineage.Told told) {
            told.renamed().forEach((now, before) -> renamed.put(before, now));
        }
        // A column whose name another has got is gone.
        return names(former).stream()
                .filter(name -> renamed.containsKey(name) || !renamed.containsValue(name))
                .map(name -> renamed.getOrDefault(name, name))
                .toList();
    }

    private static List<String> names(TableLayout layout) {
        return layout.columns().stream().map(LakeColumn::name).toList();
    }
}
