package dev.firn.app.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.schema.source.TableId;
import java.util.Collection;

/** What goes to and comes from {@code /control/…}. */
final class ControlAnswer {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private ControlAnswer() {}

    static JsonNode of(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new RunningProcess.Refusal(ExitStatus.NOT_AS_HOPED, "What answers there is no Firn");
        }
    }

    static String tables(Collection<TableId> tables) {
        ObjectNode body = MAPPER.createObjectNode();
        ArrayNode names = body.putArray("tables");
        tables.forEach(table -> names.add(table.toString()));
        return body.toString();
    }
}
