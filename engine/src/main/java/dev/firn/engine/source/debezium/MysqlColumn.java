package dev.firn.engine.source.debezium;

import dev.firn.schema.source.SourceType;
import io.debezium.document.Document;
import io.debezium.document.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

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
            List<String> labels = column.getArray("enumValues");
            MysqlColumn read = of(
                    column::getString,
                    column::getInt32,
                    labels == null ? List.of() : labels,
                    column.getBoolean("generated"));
            columns.put(read.name, read);
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
            List<String> labels = new ArrayList<>();
            if (column.getArray("enumValues") != null) {
                column.getArray("enumValues")
                        .streamValues()
                        .map(Value::asString)
                        .forEach(labels::add);
            }
            MysqlColumn read = of(column::getString, column::getInteger, labels, column.getBoolean("generated"));
            columns.put(read.name, read);
        }
        return columns;
    }

    /** A column by what both call its fields. */
    private static MysqlColumn of(
            Function<String, @Nullable String> texts,
            Function<String, @Nullable Integer> numbers,
            List<String> labels,
            @Nullable Boolean generated) {
        return new MysqlColumn(
                Objects.requireNonNull(texts.apply("name")),
                MysqlTypeNames.type(
                        Objects.requireNonNull(texts.apply("typeName")),
                        orUnspecified(numbers.apply("length")),
                        orUnspecified(numbers.apply("scale"))),
                Objects.requireNonNullElse(texts.apply("charsetName"), ""),
                labels,
                Boolean.TRUE.equals(generated));
    }

    private static List<Document> documents(Document in, String field) {
        return in.getOrCreateArray(field).streamValues().map(Value::asDocument).toList();
    }

    private static int orUnspecified(@Nullable Integer number) {
        return number == null ? SourceType.UNSPECIFIED : number;
    }

    /** The type for people. */
    String describe() {
        String described = labels.isEmpty() ? type.toString() : type.name() + "(" + String.join(",", labels) + ")";
        return charset.isEmpty() ? described : described + " in " + charset;
    }
}
