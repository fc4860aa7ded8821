package dev.firn.sink.table;

import dev.firn.schema.change.PendingRenames;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.types.Types.NestedField;

/** Gives columns other names, by their field ids, so that doing it again changes nothing. */
public final class ColumnRenaming {

    private ColumnRenaming() {}

    /** Renames what has not the name yet, and removes what stands in the way. */
    public static void apply(Transaction transaction, PendingRenames renames) {
        Schema before = transaction.table().schema();
        if (before.columns().stream().allMatch(field -> stays(field, renames))) {
            return; // A transaction takes no further step behind one that was begun and not committed.
        }
        UpdateSchema update = transaction.updateSchema();
        List<String> key = new ArrayList<>();
        for (NestedField field : before.columns()) {
            if (renames.removed().contains(field.fieldId())) {
                update.deleteColumn(field.name());
                continue;
            }
            String name = nameOf(field, renames);
            if (!name.equals(field.name())) {
                update.renameColumn(field.name(), name);
            }
            if (before.identifierFieldIds().contains(field.fieldId())) {
                key.add(name);
            }
        }
        // Iceberg follows the names of the key one rename at a time, and loses itself in a swap.
        update.setIdentifierFields(key).commit();
    }

    private static boolean stays(NestedField field, PendingRenames renames) {
        return !renames.removed().contains(field.fieldId())
                && nameOf(field, renames).equals(field.name());
    }

    private static String nameOf(NestedField field, PendingRenames renames) {
        return renames.names().getOrDefault(field.fieldId(), field.name());
    }
}
