package dev.firn.app.bench;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a process did, by its own count.
 *
 * @param rows rows or events
 * @param startMillis from the start of the process to the first row
 * @param workMillis from the first row to the end of the work
 * @param cpuMillis processor time of the whole process until the end of the work, its start and its compiler included
 * @param peakHeapBytes the most heap that was ever in use, garbage included
 * @param liveHeapBytes the most that a garbage collection ever left; 0 if there was none
 */
public record Measurement(
        long rows, long startMillis, long workMillis, long cpuMillis, long peakHeapBytes, long liveHeapBytes) {

    private static final String MARK = "firn-bench-measured";

    /** The same for rows that the parent counted. */
    Measurement withRows(long counted) {
        return new Measurement(counted, startMillis, workMillis, cpuMillis, peakHeapBytes, liveHeapBytes);
    }

    /** A child tells its parent so on its standard output. */
    public String line() {
        return String.format(
                Locale.ROOT,
                "%s rows=%d start=%d work=%d cpu=%d peak=%d live=%d",
                MARK,
                rows,
                startMillis,
                workMillis,
                cpuMillis,
                peakHeapBytes,
                liveHeapBytes);
    }

    /** The measurement in a line of a child's output; empty if it is another line. */
    static Optional<Measurement> parse(String line) {
        if (!line.startsWith(MARK + " ")) {
            return Optional.empty();
        }
        Map<String, Long> values = new HashMap<>();
        for (String word : line.substring(MARK.length() + 1).split(" ")) {
            int equals = word.indexOf('=');
            values.put(word.substring(0, equals), Long.valueOf(word.substring(equals + 1)));
        }
        return Optional.of(new Measurement(
                value(values, "rows"),
                value(values, "start"),
                value(values, "work"),
                value(values, "cpu"),
                value(values, "peak"),
                value(values, "live")));
    }

    private static long value(Map<String, Long> values, String name) {
        return values.getOrDefault(name, 0L);
    }
}
