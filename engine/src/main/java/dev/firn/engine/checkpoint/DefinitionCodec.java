package dev.firn.engine.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.schema.change.CommentChanges;
import dev.firn.schema.source.TableDefinition;
import dev.firn.schema.source.TableDefinition.ColumnDefinition;
import java.util.Map;
import java.util.TreeMap;

/** What a source says of a table as JSON and back. What is empty is left out: it is written with every checkpoint. */
final class DefinitionCodec {

    private static final String COMMENT = "comment";
    private static final String COLUMNS = "columns";
    private static final String DECLARATION = "declaration";
    private static final String DEFAULT = "default";

    private DefinitionCodec() {}

    static ObjectNode encode(TableDefinition definition) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        put(node, COMMENT, definition.comment());
        ObjectNode columns = node.putObject(COLUMNS);
        definition.columns().forEach((name, column) -> {
            ObjectNode encoded = columns.putObject(name);
            put(encoded, DECLARATION, column.declaration());
            put(encoded, DEFAULT, column.defaultMark());
            put(encoded, COMMENT, column.comment());
        });
        return node;
    }

    private static void put(ObjectNode node, String key, String text) {
        if (!text.isEmpty()) {
            node.put(key, text);
        }
    }

    static TableDefinition decode(JsonNode node) {
        TreeMap<String, ColumnDefinition> columns = new TreeMap<>();
        for (Map.Entry<String, JsonNode> column : node.required(COLUMNS).properties()) {
            columns.put(
                    column.getKey(),
                    new ColumnDefinition(
                            column.getValue().path(COMMENT).asText(),
                            column.getValue().path(DECLARATION).asText(),
                            column.getValue().path(DEFAULT).asText()));
        }
        return new TableDefinition(node.path(COMMENT).asText(), columns);
    }

    static ObjectNode encode(CommentChanges comments) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        if (comments.table() != null) {
            node.put(COMMENT, comments.table());
        }
        ObjectNode columns = node.putObject(COLUMNS);
        comments.columns().forEach(columns::put);
        return node;
    }

    static CommentChanges comments(JsonNode node) {
        TreeMap<String, String> columns = new TreeMap<>();
        node.required(COLUMNS)
                .properties()
                .forEach(
                        column -> columns.put(column.getKey(), column.getValue().asText()));
        return new CommentChanges(node.has(COMMENT) ? node.get(COMMENT).asText() : null, columns);
    }
}
