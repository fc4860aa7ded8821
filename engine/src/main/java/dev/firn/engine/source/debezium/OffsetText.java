package dev.firn.engine.source.debezium;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firn.engine.source.SourceException;
import dev.firn.engine.source.SourceException.Cure;
import java.util.Map;
import java.util.TreeMap;

/** A connector's offset as text: a JSON object, as Kafka Connect keeps it too. */
final class OffsetText {

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_LONG_FOR_INTS); // as the connectors expect them

    private OffsetText() {}

    /**
     * A number of an offset.
     *
     * @throws SourceException if it is not there
     */
    static long number(Map<String, ?> offset, String name) {
        if (offset.get(name) instanceof Number number) {
            return number.longValue();
        }
        throw new SourceException(
                Cure.OPERATOR,
                "Cannot go on from the source offset " + offset + ": it has no " + name
                        + "; restore the checkpoint table, or remove it to start anew",
                null);
    }

    static String write(Map<String, Object> offset) {
        try {
            return JSON.writeValueAsString(new TreeMap<>(offset));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("An offset must be numbers and texts, found " + offset, e);
        }
    }

    static Map<String, Object> read(String text) {
        try {
            return JSON.readValue(text, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new SourceException(
                    Cure.OPERATOR,
                    "Cannot go on from the checkpoint: its source offset is not what Firn writes: " + text
                            + "; restore the checkpoint table, or remove it to start anew",
                    e);
        }
    }
}
