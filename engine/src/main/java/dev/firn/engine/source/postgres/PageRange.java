package dev.firn.engine.source.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;

/**
 * A part of a heap, by pages: what a chunk's range says, as JSON.
 *
 * @param heap the heap's oid
 * @param from the first page
 * @param to the page behind the last; null for all pages that there are
 */
record PageRange(long heap, long from, @Nullable Long to) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static PageRange parse(String text) {
        try {
            return JSON.readValue(text, PageRange.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("'" + text + "' is no range of pages", e);
        }
    }

    String text() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot write the range " + this, e);
        }
    }

    /** The condition that PostgreSQL answers by a TID range scan. */
    String condition() {
        String lower = "ctid >= '(" + from + ",0)'::tid";
        return to == null ? lower : lower + " AND ctid < '(" + to + ",0)'::tid";
    }
}
