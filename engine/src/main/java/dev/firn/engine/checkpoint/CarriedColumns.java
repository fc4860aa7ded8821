package dev.firn.engine.checkpoint;

import dev.firn.schema.change.PendingRenames;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a load's rows have to do with the columns that its table has in the lake, until the load is visible.
 *
 * @param renames columns that get other names with the load, since the source gave them these while it was loaded
 * @param drops columns that some of the load's rows have and the source no longer has; dropped once the load is visible
 * @param unwritten columns that the source no longer has and none of the load's rows; dropped likewise
 */
public record CarriedColumns(PendingRenames renames, Set<String> drops, Set<String> unwritten) {

    public static final CarriedColumns NONE = new CarriedColumns(PendingRenames.NONE, Set.of(), Set.of());

    public CarriedColumns {
        drops = Collections.unmodifiableSet(new TreeSet<>(drops));
        unwritten = Collections.unmodifiableSet(new TreeSet<>(unwritten));
    }
}
