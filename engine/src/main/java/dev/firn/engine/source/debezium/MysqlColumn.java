package dev.firn.engine.source.debezium;

import dev.firn.schema.source.SourceType;
import io.debezium.document.Document;
import io.debezium.document.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A column as a definition in MySQL's log has it, with all that its values depend on.
 *
 * @param charset its character set; empty where it has none
 * @param labels those of an enumeration or a set, as the statement spells them
 * @param generated whether its values are made of others', and whether anybody knows
 * @param nullable whether it allows null
 * @param countsUp whether rows get a number from it of which they have none ({@code AUTO_INCREMENT})
 */
record MysqlColumn(
        String name,
        SourceType type,
        String charset,
        List<String> labels,
        Generated generated,
        boolean nullable,
        boolean countsUp) {

    MysqlColumn {
        labels = List.copyOf(labels);
    }

    /** Whether a column is made of others. A history of an older Firn does not say it. */
    enum Generated {
        YES,
        NO,
        UNKNOWN
    }

    /** The columns of a table by their names, as the history has them. */
    static Map<String, MysqlColumn> kept(Document change) {
        Map<String, MysqlColumn> columns = new HashMap<>();
        Document table = change.getDocument("table");
        if (table == null) {
            return columns;
        }
        for (Document column : GeneratedColumns.columns(table)) {
            List<String> labels = new ArrayList<>();
            if (column.getArray("enumValues") != null) {
                column.getArray("enumValues")
                        .streamValues()
                        .map(Value::asString)
                        .forEach(labels::add);
            }
            String name = column.getString("name");
            columns.put(
                    name,
                    new MysqlColumn(
                            name,
                            MysqlTypeNames.type(
                                    column.getString("typeName"),
                                    orUnspecified(column.getInteger("length")),
                                    orUnspecified(column.getInteger("scale"))),
                            Objects.requireNonNullElse(column.getString("charsetName"), ""),
                            labels,
                            GeneratedColumns.mark(column),
                            Boolean.TRUE.equals(column.getBoolean("optional")),
                            Boolean.TRUE.equals(column.getBoolean("autoIncremented"))));
        }
        return columns;
    }

    private static int orUnspecified(@Nullable Integer number) {
        return number == null ? SourceType.UNSPECIFIED : number;
    }

    /**
     * Whether what others are made of it is the same as before.
     *
     * @param redefined whether a statement has defined it anew: a text may have another collation then, which is nowhere told
     */
    boolean hasSameMeaning(MysqlColumn former, boolean redefined) {
        boolean isText = !charset.isEmpty() || !labels.isEmpty() || MysqlOldValues.isText(MysqlTypeNames.base(type));
        return type.equals(former.type)
                && charset.equals(former.charset)
                && labels.equals(former.labels)
                && !(redefined && isText);
    }

    /** The type for people. */
    String describe() {
        String described = labels.isEmpty() ? type.toString() : type.name() + "(" + String.join(",", labels) + ")";
        return charset.isEmpty() ? described : described + " in " + charset;
    }
}
