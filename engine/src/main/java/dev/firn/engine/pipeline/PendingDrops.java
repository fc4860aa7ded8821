package dev.firn.engine.pipeline;

import dev.firn.engine.lake.CheckpointId;
import dev.firn.schema.change.SchemaChange;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A table's columns that the source no longer has, each with the checkpoint that carries its last rows. Under the run's lock. */
final class PendingDrops {

    private final Map<String, CheckpointId> lastCheckpoints = new TreeMap<>();

    void add(Collection<SchemaChange.DropColumn> drops, CheckpointId lastCheckpoint) {
        drops.forEach(drop -> lastCheckpoints.putIfAbsent(drop.column(), lastCheckpoint));
    }

    void recall(Set<String> columns, CheckpointId recovered) {
        columns.forEach(column -> lastCheckpoints.put(column, recovered));
    }

    void remove(Set<String> columns) {
        lastCheckpoints.keySet().removeAll(columns);
    }

    void clear() {
        lastCheckpoints.clear();
    }

    Set<String> columns() {
        return Collections.unmodifiableSet(lastCheckpoints.keySet());
    }

    /** Those that may go once the checkpoint has committed. */
    Set<String> until(CheckpointId checkpoint) {
        Set<String> columns = new TreeSet<>();
        lastCheckpoints.forEach((column, last) -> {
            if (last.compareTo(checkpoint) <= 0) {
                columns.add(column);
            }
        });
        return columns;
    }
}
