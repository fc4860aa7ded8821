package dev.firn.engine.source.debezium;

import dev.firn.schema.source.TableId;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;

/**
 * Changes that the log's reader cannot read, on their way past the connector, which knows only to end the stream of all tables. Written by the
 * reader's thread before it goes on to what comes next in the log, so that whoever has translated a later record and asks then has been told.
 */
final class BinlogRefusals {

    private record Refusal(TableId table, String reason) {}

    private record Place(String file, long offset) {}

    private final Queue<Refusal> refusals = new ConcurrentLinkedQueue<>();
    private final Map<Place, List<Refusal>> atEnds = new ConcurrentHashMap<>();
    private volatile boolean readerIsInPlace;

    /** The log is read by whoever writes here. */
    void readerIsInPlace() {
        readerIsInPlace = true;
    }

    /**
     * Whatever the connector's own reader of the log hands on may be wrong without a word.
     *
     * @throws IllegalStateException if it has read what is being translated
     */
    void requireReader() {
        if (!readerIsInPlace) {
            throw new IllegalStateException(
                    "The connector reads the log by itself, since it did not ask BinlogAccess for a reader;"
                            + " run Firn with the version of debezium-connector-mysql that it was built with");
        }
    }

    /**
     * Says that changes of a table are missing from the stream.
     *
     * @param reason why, and what to do, as the end of a sentence
     */
    void add(TableId table, String reason) {
        refusals.add(new Refusal(table, reason));
    }

    /** Hands on what came since the last time. Cheap where nothing did. */
    void drain(BiConsumer<TableId, String> receiver) {
        for (Refusal next = refusals.poll(); next != null; next = refusals.poll()) {
            receiver.accept(next.table, next.reason);
        }
    }

    /**
     * Says of tables that what the transaction did to them which ends at a place does not count. Before that end nobody hears of it: what begins
     * between would take the rows for good.
     */
    void addAt(String file, long offset, Set<TableId> tables, String reason) {
        atEnds.put(
                new Place(file, offset),
                tables.stream().map(table -> new Refusal(table, reason)).toList());
    }

    /** Hands on what was said of the transaction that ends at a place. */
    void drainAt(String file, long offset, BiConsumer<TableId, String> receiver) {
        List<Refusal> found = atEnds.isEmpty() ? null : atEnds.remove(new Place(file, offset));
        if (found != null) {
            found.forEach(refusal -> receiver.accept(refusal.table, refusal.reason));
        }
    }
}
