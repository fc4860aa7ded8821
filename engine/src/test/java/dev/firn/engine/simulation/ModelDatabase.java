package dev.firn.engine.simulation;

import dev.firn.schema.source.SourceTable;
import dev.firn.schema.source.TableId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A database with transactions, a log, and queries that see a commit some time after the log has it. */
final class ModelDatabase {

    /** A committed transaction. */
    record Transaction(int position, List<LogEvent> events) {}

    /** Whether the log announces a change of a table at once (MySQL), or with the table's next row (PostgreSQL). */
    final boolean announcesDefinitions;

    /** What a log without definitions carries; one with definitions carries everything. */
    final Publication publication = new Publication();

    private final List<Transaction> log = new ArrayList<>();
    private final List<SortedMap<TableId, TableImage>> history = new ArrayList<>();
    private final Map<String, Integer> columnNumbers = new HashMap<>();
    private int visible;
    private int acknowledged;
    private int delivered;
    private int firstKept;

    ModelDatabase(boolean announcesDefinitions) {
        this.announcesDefinitions = announcesDefinitions;
        history.add(new TreeMap<>());
    }

    /** What stays the same under each name that a column gets; where the log tells no definitions, no name ever comes back. */
    int number(String column) {
        return columnNumbers.computeIfAbsent(column, unknown -> columnNumbers.size());
    }

    void renamed(String from, String to) {
        columnNumbers.put(to, number(from));
    }

    /** How many transactions are in the log. */
    int end() {
        return log.size();
    }

    /** How many of them queries see. */
    int visible() {
        return visible;
    }

    void makeVisible(int position) {
        visible = Math.max(visible, Math.min(position, end()));
    }

    Transaction transaction(int index) {
        return log.get(index);
    }

    /** The tables after the first transactions. */
    SortedMap<TableId, TableImage> at(int position) {
        return history.get(position);
    }

    @Nullable
    TableImage table(TableId table, int position) {
        return history.get(position).get(table);
    }

    /** Lets the log carry the changes of the selected tables that queries see, from here on. */
    void publish(Predicate<TableId> selected) {
        publication.add(visible(selected), end());
    }

    /** Lets it carry those of no others. */
    void publishOnly(Predicate<TableId> selected) {
        publication.retain(visible(selected), end());
    }

    private Set<Integer> visible(Predicate<TableId> selected) {
        Set<Integer> identities = new HashSet<>();
        at(visible).forEach((table, image) -> {
            if (selected.test(table)) {
                identities.add(image.identity());
            }
        });
        return identities;
    }

    /** Whether the log carries a change that a transaction made of the table of that name. */
    boolean carries(TableId table, int position) {
        TableImage image = table(table, position);
        return announcesDefinitions || image == null || publication.carries(image.identity(), position);
    }

    /** The definition that the log has last announced for a table at a position. */
    SourceTable definitionAt(TableId table, int position) {
        TableImage image = table(table, position);
        if (image == null) {
            throw new IllegalStateException(table + " does not exist at " + position);
        }
        return image.definition();
    }

    void commit(List<LogEvent> events, SortedMap<TableId, TableImage> after) {
        log.add(new Transaction(log.size() + 1, List.copyOf(events)));
        history.add(after);
    }

    /** How many transactions a stream has begun to deliver. */
    int delivered() {
        return delivered;
    }

    void delivered(int position) {
        delivered = Math.max(delivered, position);
    }

    int acknowledged() {
        return acknowledged;
    }

    /** From which transaction on the log is kept, whatever was acknowledged. */
    int firstKept() {
        return firstKept;
    }

    /** Removes the log: a slot that held back too much of it, or files that were kept for too short a time. */
    void loseLog() {
        firstKept = end();
    }

    void acknowledge(int position) {
        acknowledged = Math.max(acknowledged, position);
    }
}
