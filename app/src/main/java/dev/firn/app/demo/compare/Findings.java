package dev.firn.app.demo.compare;

import dev.firn.schema.source.TableId;
import java.util.ArrayList;
import java.util.List;

/** Gathers the differences of one table: all are counted, the first are kept. */
final class Findings {

    private static final int KEPT = 20;

    private final List<Difference> first = new ArrayList<>();
    private long count;

    void add(Difference difference) {
        count++;
        if (first.size() < KEPT) {
            first.add(difference);
        }
    }

    TableReport report(TableId table, long sourceRows, long lakeRows) {
        return new TableReport(table, sourceRows, lakeRows, count, first);
    }
}
