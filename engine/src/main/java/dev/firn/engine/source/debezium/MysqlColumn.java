package dev.firn.engine.source.debezium;

import dev.firn.schema.source.SourceType;
import io.debezium.document.Document;
import io.debezium.document.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;

/**
 * A column as a definition in MySQL's log has it, with all that its values depend on.
 *
 * @param charset its character set; empty where it has none
 * @param labels those of an enumeration or a set, as the statement spells them
 * @param generated whether its values are made of others
 */
record MysqlColumn(String name, SourceType type, String charset, List<String> labels, boolean generated) {

    MysqlColumn {
        labels = List.copyOf(labels);
    }

    /** The columns of a table by their names, as the connector tells them with a statement. */
    static Map<String, MysqlColumn> told(Struct table) {
        Map<String, MysqlColumn> columns = new HashMap<>();
        List<Struct> told = table.getArray("columns");
        for (Struct column : told) {
            String charset = column.getString("charsetName");
            List<String> labels = column.getArray("enumValues");
            columns.put(
                    column.getString("name"),
                    new MysqlColumn(
                            column.getString("name"),
                            MysqlTypeNames.type(
                                    column.getString("typeName"),
                                    orUnspecified(column.getInt32("length")),
                                    orUnspecified(column.getInt32("scale"))),
                            charset == null ? "" : charset,
                            labels == null ? List.of() : labels,
                            Boolean.TRUE.equals(column.getBoolean("generated"))));
        }
        return columns;
    }

    /** The same as the connector writes them in its history. */
    static Map<String, MysqlColumn> kept(Document change) {
        Map<String, MysqlColumn> columns = new HashMap<>();
        Document table = change.getDocument("table");
        if (table == null) {
            return columns;
        }
        for (Document column : documents(table, "columns")) {
            String charset = column.getString("charsetName");
            List<String> labels = new ArrayList<>();
            if (column.getArray("enumValues") != null) {
                column.getArray("enumValues")
                        .streamValues()
                        .map(Value::asString)
                        .forEach(labels::add);
            }
            columns.put(
                    column.getString("name"),
                    new MysqlColumn(
                            column.getString("name"),
                            MysqlTypeNames.type(
                                    column.getString("typeName"),
                                    orUnspecified(column.getInteger("length")),
                                    orUnspecified(column.getInteger("scale"))),
                            charset == null ? "" : charset,
                            labels,
                            Boolean.TRUE.equals(column.getBoolean("generated"))));
        }
        return columns;
    }

    private static List<Document> documents(Document in, String field) {
        return in.getOrCreateArray(field).streamValues().map(Value::asDocument).toList();
    }

    private static int orUnspecified(@org.jspecify.annotations.Nullable Integer number) {
        return number == null ? SourceType.UNSPECIFIED : number;
    }

    /** The type for people. */
    String describe() {
        String described = labels.isEmpty() ? type.toString() : type.name() + "(" + String.join(",", labels) + ")";
        return charset.isEmpty() ? described : described + " in " + charset;
    }
}
