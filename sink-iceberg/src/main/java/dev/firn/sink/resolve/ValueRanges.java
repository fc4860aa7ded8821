package dev.firn.sink.resolve;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which values a column of deleted keys has, roughly: a bounded number of ranges that hold them all. Values are compared as unsigned bytes.
 */
final class ValueRanges {

    private static final int MOST = 16_384;
    private static final int GATHERED = 4 * MOST;
    private static final Comparator<Range> BY_START = (one, other) -> Arrays.compareUnsigned(one.from, other.from);

    private List<Range> ranges = new ArrayList<>();
    private boolean isSorted = true;
    private boolean hasNull;

    private record Range(byte[] from, byte[] to) {}

    /** Takes a value; null for null. */
    void add(byte @Nullable [] value) {
        if (value == null) {
            hasNull = true;
            return;
        }
        ranges.add(new Range(value, value));
        isSorted = false;
        if (ranges.size() >= GATHERED) {
            settle();
        }
    }

    /** Sorts, and joins neighbours until they are few. Must be called before questions, which come from many threads. */
    void settle() {
        if (isSorted) {
            return;
        }
        ranges.sort(BY_START);
        ranges = joined(apart(ranges));
        isSorted = true;
    }

    /** Ranges that overlap become one, so that their ends go up with their starts. */
    private static List<Range> apart(List<Range> sorted) {
        List<Range> apart = new ArrayList<>();
        for (Range next : sorted) {
            Range last = apart.isEmpty() ? null : apart.get(apart.size() - 1);
            if (last == null || Arrays.compareUnsigned(next.from, last.to) > 0) {
                apart.add(next);
            } else if (Arrays.compareUnsigned(next.to, last.to) > 0) {
                apart.set(apart.size() - 1, new Range(last.from, next.to));
            }
        }
        return apart;
    }

    private static List<Range> joined(List<Range> apart) {
        int together = (apart.size() + MOST - 1) / MOST;
        if (together <= 1) {
            return apart;
        }
        List<Range> fewer = new ArrayList<>();
        for (int first = 0; first < apart.size(); first += together) {
            int last = Math.min(first + together, apart.size()) - 1;
            fewer.add(new Range(apart.get(first).from, apart.get(last).to));
        }
        return fewer;
    }

    boolean hasNull() {
        return hasNull;
    }

    /**
     * Whether a value may lie between two, both included.
     *
     * @param from null where there is no lower bound
     * @param to null where there is no upper bound
     */
    boolean meets(byte @Nullable [] from, byte @Nullable [] to) {
        if (ranges.isEmpty()) {
            return false;
        }
        int low = 0;
        int high = ranges.size();
        // The first range that begins behind the upper bound; the one before it reaches the farthest of the others.
        while (to != null && low < high) {
            int middle = (low + high) >>> 1;
            if (Arrays.compareUnsigned(ranges.get(middle).from, to) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        int last = (to == null ? ranges.size() : low) - 1;
        return last >= 0 && (from == null || Arrays.compareUnsigned(ranges.get(last).to, from) >= 0);
    }
}
