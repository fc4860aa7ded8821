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
        UpdateSchema update = transaction.updateSchema();
        List<String> key = new ArrayList<>();
        boolean changes = false;
        for (NestedField field : before.columns()) {
            int id = field.fieldId();
            String name = renames.names().getOrDefault(id, field.name());
            if (renames.removed().contains(id)) {
                update.deleteColumn(field.name());
                changes = true;
            } else {
                if (!name.equals(field.name())) {
                    update.renameColumn(field.name(), name);
                    changes = true;
                }
                if (before.identifierFieldIds().contains(id)) {
                    key.add(name);
                }
            }
        }
        if (changes) {
            // Iceberg follows the names of the key one rename at a time, and loses itself in a swap.
            update.setIdentifierFields(key).commit();
        }
    }
}
