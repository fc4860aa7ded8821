package dev.firn.engine.source.mysql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;

/**
 * A part of a table, by the order of one of its unique indexes: what a chunk's range says, as JSON.
 *
 * @param index the index; empty for the whole table, where there is none to go by
 * @param columns the index's columns
 * @param after the key before the first row; empty from the first on
 * @param upTo the key of the last row; empty for all behind
 */
record KeyRange(String index, List<String> columns, List<String> after, List<String> upTo) {

    private static final ObjectMapper JSON = new ObjectMapper();

    KeyRange {
        columns = List.copyOf(columns);
        after = List.copyOf(after);
        upTo = List.copyOf(upTo);
    }

    static final KeyRange WHOLE_TABLE = new KeyRange("", List.of(), List.of(), List.of());

    static KeyRange parse(String text) {
        try {
            return JSON.readValue(text, KeyRange.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("'" + text + "' is no range of keys", e);
        }
    }

    String text() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot write the range " + this, e);
        }
    }
}
