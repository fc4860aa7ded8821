package dev.firn.app.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code memory}: what changes and rows on their way may take of the heap (I5).
 *
 * @param buffer the budget of all open batches together
 */
public record MemorySection(DataSize buffer) {

    /** Of the heap's maximum. The rest is for the reader's queue, the writers' pages and what a commit loads. */
    public static final int DEFAULT_BUFFER_PERCENT = 30;

    private static final int MOST_BUFFER_PERCENT = 60;
    private static final DataSize LEAST_BUFFER = DataSize.megabytes(16);
    private static final Pattern PERCENT = Pattern.compile("(\\d{1,3})%");

    static MemorySection read(Section section, DataSize heap) {
        Entry entry = section.entry("buffer");
        DataSize buffer = entry.parsed(percentOf(heap, DEFAULT_BUFFER_PERCENT), text -> parse(text, heap));
        if (buffer.bytes() < LEAST_BUFFER.bytes()) {
            entry.refuse("comes to " + buffer + ", but needs at least " + LEAST_BUFFER + "; the heap has at most "
                    + heap + " (-Xmx)");
        } else if (buffer.bytes() > percentOf(heap, MOST_BUFFER_PERCENT).bytes()) {
            entry.refuse("comes to " + buffer + ", which is more than " + MOST_BUFFER_PERCENT + "% of the heap of "
                    + heap + "; raise the heap (-Xmx) or lower it");
        }
        section.refuseUnknownKeys();
        return new MemorySection(buffer);
    }

    private static DataSize parse(String text, DataSize heap) {
        Matcher percent = PERCENT.matcher(text);
        return percent.matches() ? percentOf(heap, Integer.parseInt(percent.group(1))) : DataSize.parse(text);
    }

    private static DataSize percentOf(DataSize heap, int percent) {
        return new DataSize(heap.bytes() / 100 * percent);
    }
}
