package dev.firn.sink.checkpoint;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotAncestryValidator;
import org.jspecify.annotations.Nullable;

/**
 * Lets a checkpoint be prepared only on top of the one that this process knows: the fence between two processes of one pipeline. Iceberg asks
 * before each attempt, on freshly read metadata, and commits by compare-and-set on just that.
 *
 * <p>What is compared is the newest entry, not the head snapshot: maintenance may add snapshots of its own.
 */
final class OwnershipGuard implements SnapshotAncestryValidator {

    private final @Nullable Entry known;
    private final Supplier<Map<String, String>> properties;

    /**
     * @param known the entry to stand on; null for none
     * @param properties the table's, as of the attempt
     */
    OwnershipGuard(@Nullable Entry known, Supplier<Map<String, String>> properties) {
        this.known = known;
        this.properties = properties;
    }

    @Override
    public boolean validate(Iterable<Snapshot> ancestry) {
        return isSame(known, Entry.read(properties.get()));
    }

    static boolean isSame(@Nullable Entry known, Optional<Entry> found) {
        return known == null
                ? found.isEmpty()
                : found.isPresent() && found.get().is(known.checkpoint(), known.owner());
    }

    @Override
    public String errorMessage() {
        return "another process has prepared a checkpoint";
    }
}
