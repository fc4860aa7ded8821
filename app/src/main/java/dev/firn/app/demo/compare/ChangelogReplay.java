package dev.firn.app.demo.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Plays a changelog from its beginning, to see what rows it leaves. Rows that the load read come first, changes follow in the order of
 * their positions. What cannot have happened is a finding.
 */
final class ChangelogReplay {

    private static final Comparator<Entry> LOG_ORDER = Comparator.comparing(Entry::position);

    private final List<Integer> key;
    private final Findings findings;
    private final List<Entry> loaded = new ArrayList<>();
    private final List<Entry> changes = new ArrayList<>();
    /** The rows there are; where there is a key, by it, else each row by itself. */
    private final Map<List<@Nullable Object>, Counted> present = new HashMap<>();

    private record Entry(String operation, String position, List<@Nullable Object> row) {}

    private record Counted(List<@Nullable Object> row, int count) {}

    /**
     * @param key the key's indexes in a row; empty if there is none
     */
    ChangelogReplay(List<Integer> key, Findings findings) {
        this.key = key;
        this.findings = findings;
    }

    void add(String operation, String position, List<@Nullable Object> row) {
        (operation.equals("r") ? loaded : changes).add(new Entry(operation, position, row));
    }

    /** The rows that are left, and how often each. */
    Map<List<@Nullable Object>, Integer> rows() {
        changes.sort(LOG_ORDER);
        Set<String> positions = new HashSet<>();
        loaded.forEach(this::insert);
        for (Entry change : changes) {
            if (!positions.add(change.position())) {
                findings.add(
                        new Difference.BrokenLog("position " + change.position() + " is in the log more than once"));
            }
            apply(change);
        }
        Map<List<@Nullable Object>, Integer> counts = new HashMap<>();
        present.values().forEach(counted -> counts.merge(counted.row(), counted.count(), Integer::sum));
        return counts;
    }

    private void apply(Entry change) {
        switch (change.operation()) {
            case "c" -> insert(change);
            case "u" -> update(change);
            case "d" -> delete(change);
            case "t" -> present.clear();
            default ->
                findings.add(new Difference.BrokenLog(
                        "at " + change.position() + " stands the unknown operation '" + change.operation() + "'"));
        }
    }

    private void insert(Entry change) {
        List<@Nullable Object> identity = identity(change.row());
        Counted before = present.get(identity);
        if (before != null && !key.isEmpty()) {
            impossible(change, "inserts a row that is there");
        }
        present.put(identity, new Counted(change.row(), before == null || !key.isEmpty() ? 1 : before.count() + 1));
    }

    private void update(Entry change) {
        if (key.isEmpty()) {
            impossible(change, "updates a row of a table without key: which one is not in the log");
            return;
        }
        if (present.put(identity(change.row()), new Counted(change.row(), 1)) == null) {
            impossible(change, "updates a row that is not there");
        }
    }

    private void delete(Entry change) {
        List<@Nullable Object> identity = identity(change.row());
        Counted before = present.remove(identity);
        if (before == null) {
            impossible(change, "deletes a row that is not there");
        } else if (before.count() > 1) {
            present.put(identity, new Counted(before.row(), before.count() - 1));
        }
    }

    private void impossible(Entry change, String what) {
        findings.add(new Difference.BrokenLog(
                "position " + change.position() + " " + what + ": " + Shown.of(identity(change.row()))));
    }

    private List<@Nullable Object> identity(List<@Nullable Object> row) {
        if (key.isEmpty()) {
            return row;
        }
        List<@Nullable Object> picked = new ArrayList<>(key.size());
        key.forEach(index -> picked.add(row.get(index)));
        return picked;
    }
}
