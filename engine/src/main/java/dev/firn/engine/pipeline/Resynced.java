package dev.firn.engine.pipeline;

import dev.firn.schema.source.TableId;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What became of a request to load tables again.
 *
 * @param queued the tables that will be loaded, whatever becomes of the process
 * @param refused the others, and why not; they stand as they did
 */
public record Resynced(SortedSet<TableId> queued, SortedMap<TableId, String> refused) {

    public Resynced {
        queued = Collections.unmodifiableSortedSet(new TreeSet<>(queued));
        refused = Collections.unmodifiableSortedMap(new TreeMap<>(refused));
    }
}
