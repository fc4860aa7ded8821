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

    /** For each table and place in the log, under which names its columns were known at first that others have had since. */
    private final Map<Integer, TreeMap<Integer, Map<String, String>>> exchanges = new HashMap<>();

    private int visible;
    private int acknowledged;
    private int delivered;
    private int firstKept;

    ModelDatabase(boolean announcesDefinitions) {
        this.announcesDefinitions = announcesDefinitions;
        history.add(new TreeMap<>());
    }

    /**
     * What stays the same under each name that a column of a table gets; where the log tells no definitions, no name ever comes back but by an exchange.
     *
     * @param position after so many transactions
     */
    int number(int table, String column, int position) {
        String first = exchanged(table, position).getOrDefault(column, column);
        return columnNumbers.computeIfAbsent(first, unknown -> columnNumbers.size());
    }

    private Map<String, String> exchanged(int table, int position) {
        var exchanged = exchanges.getOrDefault(table, new TreeMap<>()).floorEntry(position);
        return exchanged == null ? Map.of() : exchanged.getValue();
    }

    /** How often columns of a table have exchanged their names. */
    int exchanges(int table, int position) {
        return exchanges
                .getOrDefault(table, new TreeMap<>())
                .headMap(position, true)
                .size();
    }

    void renamed(int table, String from, String to) {
        columnNumbers.put(to, number(table, from, end()));
    }

    /** Two columns get each other's names in the transaction that is to be committed, which has no rows of the table before that. */
    void exchanged(int table, String one, String other) {
        Map<String, String> names = new HashMap<>(exchanged(table, end()));
        String first = names.getOrDefault(one, one);
        names.put(one, names.getOrDefault(other, other));
        names.put(other, first);
        exchanges.computeIfAbsent(table, unknown -> new TreeMap<>()).put(end() + 1, names);
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
