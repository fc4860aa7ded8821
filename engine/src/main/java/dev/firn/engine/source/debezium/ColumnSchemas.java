package dev.firn.engine.source.debezium;

import dev.firn.engine.decode.RawValues;
import dev.firn.schema.source.SourceColumn;
import dev.firn.schema.source.SourceTable;
import dev.firn.schema.source.SourceType;
import dev.firn.schema.source.SourceType.Kind;
import dev.firn.schema.source.TableId;
import io.debezium.data.Enum;
import io.debezium.data.EnumSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.jspecify.annotations.Nullable;

/**
 * How a source column's native type travels in its Connect schema, from the connector's thread to the translator's.
 *
 * <p>Every column is optional to Connect, whatever the source says: a connector fills a required column that it has no value for with a zero or an
 * empty text (in the before-image of a delete, say), which nobody could tell from a real one. What the source
 * says stands in a parameter.
 */
final class ColumnSchemas {

    private static final String TYPE = "firn.type";
    private static final String KIND = "firn.kind";
    private static final String LENGTH = "firn.length";
    private static final String SCALE = "firn.scale";
    private static final String NULLABLE = "firn.nullable";

    private ColumnSchemas() {}

    /** Notes a column's native type in the schema of its values. */
    static SchemaBuilder describe(SchemaBuilder schema, SourceType type, boolean nullable) {
        return schema.optional()
                .parameter(TYPE, type.name())
                .parameter(KIND, type.kind().name())
                .parameter(LENGTH, Integer.toString(type.length()))
                .parameter(SCALE, Integer.toString(type.scale()))
                .parameter(NULLABLE, Boolean.toString(nullable));
    }

    /** The table whose rows have this schema, with a key of which columns may allow null. */
    static SourceTable table(TableId id, Schema row, @Nullable Schema key) {
        List<SourceColumn> columns = new ArrayList<>();
        for (Field field : row.fields()) {
            columns.add(column(field.name(), field.schema()));
        }
        List<String> keyColumns =
                key == null ? List.of() : key.fields().stream().map(Field::name).toList();
        return new SourceTable(id, columns, keyColumns);
    }

    private static SourceColumn column(String name, Schema schema) {
        if (schema.parameters() == null || !schema.parameters().containsKey(TYPE)) {
            return new SourceColumn(name, undescribed(schema), schema.isOptional());
        }
        SourceType type = new SourceType(
                parameter(schema, TYPE),
                Kind.valueOf(parameter(schema, KIND)),
                Integer.parseInt(parameter(schema, LENGTH)),
                Integer.parseInt(parameter(schema, SCALE)));
        return new SourceColumn(name, type, Boolean.parseBoolean(parameter(schema, NULLABLE)));
    }

    private static String parameter(Schema schema, String name) {
        return Objects.requireNonNull(schema.parameters().get(name), name);
    }

    /** MySQL's enumerations, whose labels only the connector's own conversion knows. */
    private static SourceType undescribed(Schema schema) {
        if (Enum.LOGICAL_NAME.equals(schema.name())) {
            return new SourceType("enum", Kind.ENUM, SourceType.UNSPECIFIED, SourceType.UNSPECIFIED);
        }
        if (EnumSet.LOGICAL_NAME.equals(schema.name())) {
            return SourceType.of("set");
        }
        throw new IllegalArgumentException("A column of the log has a schema that Firn did not make: " + schema.name());
    }

    /** The connector knows labels of MySQL's enumerations as the statement spells them, and puts a backslash before each comma. */
    static @Nullable UnaryOperator<Object> correction(Schema schema) {
        boolean hasLabels = Enum.LOGICAL_NAME.equals(schema.name()) || EnumSet.LOGICAL_NAME.equals(schema.name());
        return hasLabels ? label -> unescaped((String) label) : null;
    }

    /** What the log has told is a label as it is; of one that a catalog has told, a question mark may be any character beyond three bytes of UTF-8. */
    private static String unescaped(String label) {
        if (label.startsWith(BinlogLabels.TOLD)) {
            return label.substring(BinlogLabels.TOLD.length());
        }
        if (label.indexOf('?') >= 0) {
            return RawValues.UNCERTAIN_LABEL;
        }
        return label.indexOf('\\') < 0
                ? label
                : label.replace("\\,", ",").replace("\\'", "'").replace("\\\\", "\\");
    }
}
