package dev.firn.app.demo.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * Looks at several tables as they stood at each checkpoint: at every one a sum over all of them is what transactions keep it at, and
 * the tables name one source position (I2). A table stands at a checkpoint as the newest of its snapshots with that checkpoint or an earlier
 * one has it.
 */
public final class ConsistentCut {

    private static final String CHECKPOINT = "firn.checkpoint";
    private static final String SOURCE_POSITION = "firn.source-position";

    private final List<Table> tables;
    private final String column;
    private final Map<Long, BigDecimal> sums = new HashMap<>();
    private final List<String> violations = new ArrayList<>();

    private ConsistentCut(List<Table> tables, String column) {
        this.tables = tables;
        this.column = column;
    }

    /**
     * What was found.
     *
     * @param checkpoints at how many checkpoints all tables were looked at
     * @param violations each a sentence; empty if every cut is consistent
     */
    public record Report(int checkpoints, List<String> violations) {
        public Report {
            violations = List.copyOf(violations);
        }

        public boolean isConsistent() {
            return violations.isEmpty();
        }
    }

    /**
     * Checks every checkpoint since which all tables have a snapshot.
     *
     * @param tables which are refreshed
     * @param column what is summed up in each
     * @param expected the sum over all of them
     */
    public static Report check(List<Table> tables, String column, BigDecimal expected) {
        tables.forEach(Table::refresh);
        return new ConsistentCut(List.copyOf(tables), column).check(expected);
    }

    private Report check(BigDecimal expected) {
        List<NavigableMap<Long, Snapshot>> histories =
                tables.stream().map(this::history).toList();
        SortedSet<Long> checkpoints = new TreeSet<>();
        histories.forEach(history -> checkpoints.addAll(history.keySet()));
        int looked = 0;
        for (long checkpoint : checkpoints) {
            if (histories.stream().anyMatch(history -> history.floorKey(checkpoint) == null)) {
                continue;
            }
            looked++;
            checkSum(checkpoint, histories, expected);
            checkPositions(checkpoint, histories);
        }
        return new Report(looked, violations);
    }

    /** The newest snapshot of each checkpoint. */
    private NavigableMap<Long, Snapshot> history(Table table) {
        NavigableMap<Long, Snapshot> newest = new TreeMap<>();
        if (table.currentSnapshot() == null) {
            return newest;
        }
        long later = Long.MAX_VALUE;
        for (Snapshot snapshot : SnapshotUtil.currentAncestors(table)) {
            String checkpoint = snapshot.summary().get(CHECKPOINT);
            if (checkpoint == null) {
                continue;
            }
            long number = Long.parseLong(checkpoint);
            if (number > later) {
                violations.add(table.name() + ": checkpoint " + number + " was committed before checkpoint " + later);
            }
            later = number;
            newest.putIfAbsent(number, snapshot);
        }
        return newest;
    }

    private void checkSum(long checkpoint, List<NavigableMap<Long, Snapshot>> histories, BigDecimal expected) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int i = 0; i < tables.size(); i++) {
            Table table = tables.get(i);
            Snapshot snapshot = histories.get(i).floorEntry(checkpoint).getValue();
            sum = sum.add(sums.computeIfAbsent(snapshot.snapshotId(), id -> sum(table, id)));
        }
        if (sum.compareTo(expected) != 0) {
            violations.add("checkpoint " + checkpoint + ": the sum of " + column + " over all tables is " + sum
                    + " instead of " + expected);
        }
    }

    private void checkPositions(long checkpoint, List<NavigableMap<Long, Snapshot>> histories) {
        SortedSet<String> positions = new TreeSet<>();
        for (NavigableMap<Long, Snapshot> history : histories) {
            Snapshot snapshot = history.get(checkpoint);
            if (snapshot != null) {
                positions.add(String.valueOf(snapshot.summary().get(SOURCE_POSITION)));
            }
        }
        if (positions.size() > 1) {
            violations.add("checkpoint " + checkpoint + ": tables stand at different source positions: " + positions);
        }
    }

    private BigDecimal sum(Table table, long snapshotId) {
        BigDecimal sum = BigDecimal.ZERO;
        try (CloseableIterable<Record> records =
                IcebergGenerics.read(table).useSnapshot(snapshotId).build()) {
            for (Record record : records) {
                Object value = record.getField(column);
                sum = value == null ? sum : sum.add(new BigDecimal(value.toString()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read snapshot " + snapshotId + " of " + table.name(), e);
        }
        return sum;
    }
}
