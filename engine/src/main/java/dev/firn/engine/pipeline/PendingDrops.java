package dev.firn.engine.pipeline;

import dev.firn.engine.checkpoint.CarriedColumns;
import dev.firn.engine.lake.CheckpointId;
import dev.firn.schema.change.PendingRenames;
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

    /** Those of which no row has a value that is, or will be, visible: if one comes back, it may be the same column. */
    private final Set<String> unwritten = new TreeSet<>();

    void add(Collection<SchemaChange.DropColumn> drops, CheckpointId lastCheckpoint) {
        drops.forEach(drop -> {
            if (unwritten.remove(drop.column())) {
                lastCheckpoints.remove(drop.column());
            }
            lastCheckpoints.putIfAbsent(drop.column(), lastCheckpoint);
        });
    }

    /** Columns that a load leaves behind. */
    void addUnwritten(Collection<String> columns, CheckpointId lastCheckpoint) {
        for (String column : columns) {
            if (!lastCheckpoints.containsKey(column)) {
                lastCheckpoints.put(column, lastCheckpoint);
                unwritten.add(column);
            }
        }
    }

    void recall(Set<String> columns, CheckpointId recovered) {
        columns.forEach(column -> lastCheckpoints.put(column, recovered));
    }

    void remove(Set<String> columns) {
        lastCheckpoints.keySet().removeAll(columns);
        unwritten.removeAll(columns);
    }

    void clear() {
        lastCheckpoints.clear();
        unwritten.clear();
    }

    Set<String> columns() {
        return Collections.unmodifiableSet(lastCheckpoints.keySet());
    }

    /** Those of which some row has a value. */
    Set<String> written() {
        Set<String> written = new TreeSet<>(lastCheckpoints.keySet());
        written.removeAll(unwritten);
        return written;
    }

    /** All of them as a load keeps them, with the renames that it keeps. */
    CarriedColumns carried(PendingRenames renames) {
        return new CarriedColumns(renames, written(), unwritten);
    }

    /** The same of those that a checkpoint knows of. */
    CarriedColumns carriedUntil(CheckpointId checkpoint, PendingRenames renames) {
        Set<String> columns = until(checkpoint);
        Set<String> empty = new TreeSet<>(unwritten);
        empty.retainAll(columns);
        columns.removeAll(unwritten);
        return new CarriedColumns(renames, columns, empty);
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
