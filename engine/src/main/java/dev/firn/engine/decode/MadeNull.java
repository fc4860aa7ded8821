package dev.firn.engine.decode;

import dev.firn.schema.source.TableId;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How many values were made null because Iceberg has none like them, by table, since the process started. Safe for use by several threads. */
public final class MadeNull {

    private final Map<TableId, LongAdder> counts = new ConcurrentHashMap<>();

    /** The counter of a table. */
    public LongAdder of(TableId table) {
        return counts.computeIfAbsent(table, id -> new LongAdder());
    }

    /** All counts above zero. */
    public Map<TableId, Long> counts() {
        Map<TableId, Long> all = new TreeMap<>();
        counts.forEach((table, count) -> {
            if (count.sum() > 0) {
                all.put(table, count.sum());
            }
        });
        return all;
    }
}
