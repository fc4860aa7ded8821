package dev.firn.engine.simulation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Whose changes a log that must be told carries: each table from one position on, until it is taken out. */
final class Publication {

    private final List<Span> spans = new ArrayList<>();

    /** A time without a gap: changes of the table, named by its identity, are carried behind one position and up to another. */
    private static final class Span {
        private final int table;
        private final int after;
        private int until = Integer.MAX_VALUE;

        Span(int table, int after) {
            this.table = table;
            this.after = after;
        }
    }

    /** Carries the changes of the tables from the position on. */
    void add(Set<Integer> tables, int position) {
        Set<Integer> missing = new HashSet<>(tables);
        spans.stream().filter(span -> span.until == Integer.MAX_VALUE).forEach(span -> missing.remove(span.table));
        missing.forEach(table -> spans.add(new Span(table, position)));
    }

    /** Carries the changes of no other tables any more. */
    void retain(Set<Integer> tables, int position) {
        spans.stream()
                .filter(span -> span.until == Integer.MAX_VALUE && !tables.contains(span.table))
                .forEach(span -> span.until = position);
    }

    boolean carries(int table, int position) {
        return spans.stream().anyMatch(span -> span.table == table && span.after < position && position <= span.until);
    }

    /** Since when the table's changes are carried; negative if they are not. */
    int since(int table) {
        return spans.stream()
                .filter(span -> span.table == table && span.until == Integer.MAX_VALUE)
                .mapToInt(span -> span.after)
                .findFirst()
                .orElse(-1);
    }

    /** The name of the time without a gap that lasts; empty if the table's changes are not carried. */
    String coverage(int table) {
        for (int i = 0; i < spans.size(); i++) {
            if (spans.get(i).table == table && spans.get(i).until == Integer.MAX_VALUE) {
                return "span " + i;
            }
        }
        return "";
    }
}
