package dev.firn.sink.resolve;

import dev.firn.engine.lake.LakeException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/**
 * The columns that rows are told apart by, in the order of their field ids, with the types that the table has. Files may have them under other names and with
 * narrower types.
 */
public record KeyColumns(List<NestedField> fields) {

    /** The columns that keys may have. */
    public interface Table {

        /** Null where the table has no such column. */
        @Nullable
        NestedField findField(int fieldId);
    }

    static KeyColumns of(Table table, Collection<Integer> fieldIds) {
        List<NestedField> fields = new ArrayList<>();
        for (int id : new TreeSet<>(fieldIds)) {
            NestedField field = table.findField(id);
            if (field == null || !KeyEncoding.isKnown(field.type())) {
                throw new LakeException(
                        LakeException.Scope.TABLE,
                        "Rows are deleted by a column that "
                                + (field == null ? "the table lacks, of field id " + id : "no key may have: " + field)
                                + "; load the table again",
                        null);
            }
            fields.add(field);
        }
        return new KeyColumns(fields);
    }

    Schema schema() {
        return new Schema(fields);
    }

    List<Integer> ids() {
        return fields.stream().map(NestedField::fieldId).toList();
    }
}
