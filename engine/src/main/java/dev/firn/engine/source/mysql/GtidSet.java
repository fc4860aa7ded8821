package dev.firn.engine.source.mysql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A set of MySQL's global transaction identifiers, in the notation of {@code gtid_executed}: {@code
 * 3E11FA47-71CA-11E1-9E33-C80AA9429562:1-5:7,…}, tags of MySQL 8.3 and later ({@code uuid:tag:1-5}) included. Immutable.
 */
public final class GtidSet {

    /** No transaction; what a server without GTIDs says. */
    public static final GtidSet EMPTY = new GtidSet(new TreeMap<>());

    /** By source, {@code uuid} or {@code uuid:tag}, sorted: intervals in order, apart from each other by at least one number. */
    private final Map<String, List<Interval>> intervals;

    private GtidSet(Map<String, List<Interval>> intervals) {
        this.intervals = intervals;
    }

    /**
     * Reads a set; white space, as {@code SHOW MASTER STATUS} puts it in, does not count.
     *
     * @throws IllegalArgumentException if the text is no GTID set
     */
    public static GtidSet parse(String text) {
        Map<String, List<Interval>> parsed = new TreeMap<>();
        for (String part : text.replaceAll("\\s", "").toLowerCase(Locale.ROOT).split(",")) {
            if (!part.isEmpty()) {
                parseSource(part, text, parsed);
            }
        }
        return parsed.isEmpty() ? EMPTY : new GtidSet(parsed);
    }

    private static void parseSource(String part, String text, Map<String, List<Interval>> into) {
        String[] pieces = part.split(":");
        String source = pieces[0];
        for (int i = 1; i < pieces.length; i++) {
            String piece = pieces[i];
            if (piece.isEmpty() || !Character.isDigit(piece.charAt(0))) {
                source = pieces[0] + ":" + piece; // a tag; it holds for the intervals behind it
                continue;
            }
            into.merge(source, List.of(Interval.parse(piece, text)), GtidSet::union);
        }
        if (pieces.length == 1) {
            throw new IllegalArgumentException("'" + text + "' is no GTID set: " + part + " has no transaction number");
        }
    }

    /** This set and one more transaction, given as {@code uuid:number} or {@code uuid:tag:number}. */
    public GtidSet plus(String gtid) {
        int colon = gtid.lastIndexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("'" + gtid + "' is no GTID");
        }
        Map<String, List<Interval>> grown = new TreeMap<>(intervals);
        grown.merge(
                gtid.substring(0, colon).toLowerCase(Locale.ROOT),
                List.of(Interval.parse(gtid.substring(colon + 1), gtid)),
                GtidSet::union);
        return new GtidSet(grown);
    }

    /** The transactions of both. */
    public GtidSet plus(GtidSet other) {
        Map<String, List<Interval>> joined = new TreeMap<>(intervals);
        other.intervals.forEach((source, theirs) -> joined.merge(source, theirs, GtidSet::union));
        return new GtidSet(joined);
    }

    public boolean isEmpty() {
        return intervals.isEmpty();
    }

    /** Whether every transaction of the other set is in this one. */
    public boolean containsAll(GtidSet other) {
        for (Map.Entry<String, List<Interval>> source : other.intervals.entrySet()) {
            List<Interval> mine = intervals.getOrDefault(source.getKey(), List.of());
            for (Interval wanted : source.getValue()) {
                if (mine.stream().noneMatch(interval -> interval.contains(wanted))) {
                    return false;
                }
            }
        }
        return true;
    }

    private static List<Interval> union(List<Interval> left, List<Interval> right) {
        List<Interval> all = new ArrayList<>(left);
        all.addAll(right);
        all.sort((a, b) -> Long.compare(a.first, b.first));
        List<Interval> joined = new ArrayList<>(all.size());
        Interval open = all.get(0);
        for (Interval next : all) {
            if (next.first <= open.last + 1) {
                open = new Interval(open.first, Math.max(open.last, next.last));
            } else {
                joined.add(open);
                open = next;
            }
        }
        joined.add(open);
        return List.copyOf(joined);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GtidSet that && intervals.equals(that.intervals);
    }

    @Override
    public int hashCode() {
        return intervals.hashCode();
    }

    /** Lower case, sources in alphabetical order, no white space. */
    @Override
    public String toString() {
        return intervals.entrySet().stream()
                .map(source -> source.getKey() + ":"
                        + source.getValue().stream().map(Interval::toString).collect(Collectors.joining(":")))
                .collect(Collectors.joining(","));
    }

    /** Transaction numbers from first to last, both included. */
    private record Interval(long first, long last) {

        static Interval parse(String piece, String text) {
            try {
                int dash = piece.indexOf('-');
                if (dash < 0) {
                    long number = Long.parseLong(piece);
                    return new Interval(number, number);
                }
                return new Interval(
                        Long.parseLong(piece.substring(0, dash)), Long.parseLong(piece.substring(dash + 1)));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("'" + text + "' is no GTID set: " + piece + " is no interval", e);
            }
        }

        boolean contains(Interval other) {
            return first <= other.first && other.last <= last;
        }

        @Override
        public String toString() {
            return first == last ? Long.toString(first) : first + "-" + last;
        }
    }
}
