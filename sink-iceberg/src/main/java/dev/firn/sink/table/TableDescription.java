package dev.firn.sink.table;

import dev.firn.schema.change.CommentChanges;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/**
 * What a table and its columns are for, in people's words: a column's doc, and the property {@code comment}, which Iceberg's Glue catalog makes the
 * table's description.
 *
 * <p>Longer texts are cut to what Glue takes, on every catalog: Glue refuses the whole table else, and many catalogs are Glue behind a front.
 */
public final class TableDescription {

    /** The property that Glue shows as the table's description. */
    public static final String COMMENT = "comment";

    // Glue's limits, in bytes (its API reference, Column and TableInput).
    private static final int COLUMN_BYTES = 255;
    private static final int TABLE_BYTES = 2_048;

    private static final String ELLIPSIS = "…";

    private TableDescription() {}

    /** Says what the table does not say yet; of columns that it has. */
    public static void apply(Transaction transaction, CommentChanges comments) {
        UpdateSchema update = transaction.updateSchema();
        boolean changes = false;
        for (NestedField field : transaction.table().schema().columns()) {
            String comment = comments.columns().get(field.name());
            String doc = comment == null ? field.doc() : emptyToNull(oneLine(comment));
            if (!Objects.equals(doc, field.doc())) {
                update.updateColumnDoc(field.name(), doc);
                changes = true;
            }
        }
        if (changes) {
            update.commit();
        }
        String table = comments.table();
        if (table != null && !multiLine(table).equals(commentOf(transaction.table()))) {
            // Glue's description stays as it was where there is no comment, so none is an empty one.
            transaction.updateProperties().set(COMMENT, multiLine(table)).commit();
        }
    }

    private static String commentOf(Table table) {
        return table.properties().getOrDefault(COMMENT, "");
    }

    private static @Nullable String emptyToNull(String text) {
        return text.isEmpty() ? null : text;
    }

    /** A column's comment as Glue takes it: one line. */
    static String oneLine(String comment) {
        return cut(comment.replaceAll("\\s*[\\r\\n\\u2028\\u2029]\\s*", " "), COLUMN_BYTES);
    }

    /** A table's comment as Glue takes it. */
    static String multiLine(String comment) {
        return cut(comment, TABLE_BYTES);
    }

    private static String cut(String text, int bytes) {
        String clean = text.replaceAll("[\\p{Cntrl}&&[^\\r\\n\\t]]", "").strip();
        if (clean.getBytes(StandardCharsets.UTF_8).length <= bytes) {
            return clean;
        }
        int room = bytes - ELLIPSIS.getBytes(StandardCharsets.UTF_8).length;
        int end = 0;
        while (end < clean.length()) {
            int next = end + Character.charCount(clean.codePointAt(end));
            room -= clean.substring(end, next).getBytes(StandardCharsets.UTF_8).length;
            if (room < 0) {
                break;
            }
            end = next;
        }
        return clean.substring(0, end) + ELLIPSIS;
    }
}
