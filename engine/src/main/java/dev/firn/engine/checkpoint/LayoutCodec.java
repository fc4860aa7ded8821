package dev.firn.engine.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.schema.layout.LakeColumn;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.layout.TableMode;
import dev.firn.schema.source.TableId;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/** A layout as JSON and back. Iceberg's types are written as Iceberg's specification writes them. */
final class LayoutCodec {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private LayoutCodec() {}

    static ObjectNode encode(TableLayout layout) {
        ObjectNode node = JSON.objectNode();
        ArrayNode columns = node.putArray("columns");
        for (LakeColumn column : layout.columns()) {
            ObjectNode encoded = columns.addObject().put("name", column.name()).put("required", column.required());
            encoded.set("type", encodeType(column.type()));
        }
        ArrayNode key = node.putArray("key");
        layout.key().forEach(key::add);
        return node.put("mode", layout.mode().name());
    }

    static TableLayout decode(TableId table, JsonNode node) {
        List<LakeColumn> columns = new ArrayList<>();
        for (JsonNode column : node.required("columns")) {
            columns.add(new LakeColumn(
                    column.required("name").asText(),
                    decodeType(column.required("type")),
                    column.required("required").asBoolean()));
        }
        List<Integer> key = new ArrayList<>();
        node.required("key").forEach(index -> key.add(index.asInt()));
        return new TableLayout(
                table, columns, key, TableMode.valueOf(node.required("mode").asText()));
    }

    private static JsonNode encodeType(Type type) {
        if (!type.isNestedType()) {
            return JSON.textNode(type.toString());
        }
        ObjectNode node = JSON.objectNode();
        ArrayNode fields = node.put("type", type.typeId().name()).putArray("fields");
        for (NestedField field : type.asNestedType().fields()) {
            ObjectNode encoded = fields.addObject()
                    .put("id", field.fieldId())
                    .put("name", field.name())
                    .put("optional", field.isOptional());
            encoded.set("type", encodeType(field.type()));
        }
        return node;
    }

    private static Type decodeType(JsonNode node) {
        if (node.isTextual()) {
            return Types.fromTypeName(node.asText());
        }
        List<NestedField> fields = new ArrayList<>();
        for (JsonNode field : node.required("fields")) {
            int id = field.required("id").asInt();
            String name = field.required("name").asText();
            Type type = decodeType(field.required("type"));
            fields.add(
                    field.required("optional").asBoolean()
                            ? NestedField.optional(id, name, type)
                            : NestedField.required(id, name, type));
        }
        return switch (Type.TypeID.valueOf(node.required("type").asText())) {
            case STRUCT -> Types.StructType.of(fields);
            case LIST -> list(fields.get(0));
            case MAP -> map(fields.get(0), fields.get(1));
            default -> throw new IllegalArgumentException("Not a nested type: " + node);
        };
    }

    private static Type list(NestedField element) {
        return element.isOptional()
                ? Types.ListType.ofOptional(element.fieldId(), element.type())
                : Types.ListType.ofRequired(element.fieldId(), element.type());
    }

    private static Type map(NestedField key, NestedField value) {
        return value.isOptional()
                ? Types.MapType.ofOptional(key.fieldId(), value.fieldId(), key.type(), value.type())
                : Types.MapType.ofRequired(key.fieldId(), value.fieldId(), key.type(), value.type());
    }
}
