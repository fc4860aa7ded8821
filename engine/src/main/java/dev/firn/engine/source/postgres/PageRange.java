package dev.firn.engine.source.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;

/**
 * A part of a table, by pages: what a chunk's range says, as JSON. Either some pages of one heap, or the rest of a heap and the
 * whole of others: the next by oid.
 *
 * @param heap the heap's oid
 * @param from the first page
 * @param to the page behind the last; null for all pages that there are
 * @param through the oid of the last heap, if it is another
 */
record PageRange(
        long heap, long from, @Nullable Long to, @Nullable Long through) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static PageRange some(long heap, long from, long to) {
        return new PageRange(heap, from, to, null);
    }

    /** From a page of a heap to the end of a heap, which may be the same. */
    static PageRange rest(long heap, long from, long through) {
        return new PageRange(heap, from, null, through == heap ? null : through);
    }

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

    /** The oid of the last heap that it touches. */
    long last() {
        return through == null ? heap : through;
    }

    boolean touches(TableStorage.Heap candidate) {
        return candidate.oid() >= heap && candidate.oid() <= last();
    }

    /** The first page of a heap that belongs to it. */
    long firstOf(TableStorage.Heap candidate) {
        return candidate.oid() == heap ? from : 0;
    }

    /** The page behind the last of a heap that belongs to it. */
    long endOf(TableStorage.Heap candidate) {
        return to == null ? candidate.pages() : to;
    }
}
