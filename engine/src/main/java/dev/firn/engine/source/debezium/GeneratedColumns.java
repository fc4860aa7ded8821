package dev.firn.engine.source.debezium;

import dev.firn.engine.source.debezium.AlterStatement.Change;
import dev.firn.engine.source.debezium.MysqlColumn.Generated;
import dev.firn.engine.source.debezium.SqlWords.Word;
import io.debezium.document.Document;
import io.debezium.document.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which columns of a table the server makes of others. The connector does not tell, so it is read from the statements that define the columns, and
 * kept as a field of these in the history.
 */
final class GeneratedColumns {

    /** Of a column in the history. The connector's own {@code generated} stands for a number that the server counts up. */
    private static final String MARK = "computed";

    private GeneratedColumns() {}

    /**
     * Whether a definition is that of a generated column: {@code [GENERATED ALWAYS] AS (…)}.
     *
     * @param definition the words behind the column's name, up to the end of the definition
     */
    static boolean isGenerated(List<Word> definition) {
        int depth = 0;
        for (int i = 0; i + 1 < definition.size(); i++) {
            if (depth == 0 && isWord(definition.get(i), "AS") && isWord(definition.get(i + 1), "(")) {
                return true;
            }
            depth += isWord(definition.get(i), "(") ? 1 : isWord(definition.get(i), ")") ? -1 : 0;
        }
        return false;
    }

    private static boolean isWord(Word word, String text) {
        return !word.quoted() && word.text().equalsIgnoreCase(text);
    }

    /** What the history says of a column. */
    static Generated mark(Document column) {
        Boolean mark = column.getBoolean(MARK);
        return mark == null ? Generated.UNKNOWN : mark ? Generated.YES : Generated.NO;
    }

    /** A table's columns in the history. */
    static List<Document> columns(Document table) {
        return table.getOrCreateArray("columns")
                .streamValues()
                .map(Value::asDocument)
                .toList();
    }

    /**
     * Marks the columns of a table that a statement has defined.
     *
     * @param table as it is after the statement
     * @param before the same before it, maybe under another name; null if it is new
     * @param another gives the present definition of another table
     */
    static void mark(
            String statement,
            Document table,
            @Nullable Document before,
            Function<AlterStatement.Named, @Nullable Document> another) {
        Map<String, Boolean> marks = CreateStatement.read(statement)
                .map(created -> created.like() == null ? created.columns() : marks(another.apply(created.like())))
                .orElseGet(() -> altered(statement, marks(before)));
        for (Document column : columns(table)) {
            Boolean mark = marks.get(lower(column.getString("name")));
            if (mark != null) {
                column.setBoolean(MARK, mark);
            }
        }
    }

    private static Map<String, Boolean> marks(@Nullable Document table) {
        Map<String, Boolean> marks = new HashMap<>();
        if (table != null) {
            for (Document column : columns(table)) {
                Boolean mark = column.getBoolean(MARK);
                if (mark != null) {
                    marks.put(lower(column.getString("name")), mark);
                }
            }
        }
        return marks;
    }

    private static Map<String, Boolean> altered(String statement, Map<String, Boolean> before) {
        Optional<List<Change>> changes = AlterStatement.read(statement);
        if (changes.isEmpty()) {
            return before;
        }
        Map<String, Boolean> marks = new HashMap<>(before);
        for (Change change : changes.get()) {
            if (change instanceof Change.Added added) {
                marks.put(lower(added.column()), added.filling() instanceof DefaultClause.Generated);
            } else if (change instanceof Change.Redefined redefined) {
                marks.put(lower(redefined.column()), redefined.generated());
            } else if (change instanceof Change.Dropped dropped) {
                marks.remove(lower(dropped.column()));
            } else if (change instanceof Change.Renamed renamed) {
                Boolean mark = marks.remove(lower(renamed.column()));
                if (mark != null) {
                    marks.put(lower(renamed.to()), mark);
                }
            }
        }
        return marks;
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
