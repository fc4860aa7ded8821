package dev.firn.sink.checkpoint;

import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.lake.Owner;
import dev.firn.sink.table.FirnProperties;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the checkpoint table records of its newest checkpoint, in its properties, which no expiry of snapshots takes away; the snapshot's
 * summary has the same.
 *
 * @param checkpoint the checkpoint
 * @param owner who prepared it
 * @param state where its state is stored
 * @param earlierStates where the states of the checkpoints before it are that are still kept, newest first
 */
record Entry(CheckpointId checkpoint, Owner owner, String state, List<String> earlierStates) {

    /** How many states are kept behind the newest: who is reading one while the next is prepared still finds it. */
    private static final int KEPT_STATES = StateBranch.KEPT - 1;

    Entry {
        earlierStates = List.copyOf(earlierStates);
    }

    /** Reads it; empty before the first checkpoint. */
    static Optional<Entry> read(Map<String, String> properties) {
        String checkpoint = properties.get(FirnProperties.CHECKPOINT);
        if (checkpoint == null) {
            return Optional.empty();
        }
        Owner owner = new Owner(
                text(properties, FirnProperties.OWNER_HOST),
                Long.parseLong(text(properties, FirnProperties.OWNER_PROCESS)),
                text(properties, FirnProperties.OWNER_INCARNATION));
        String earlier = properties.getOrDefault(FirnProperties.EARLIER_STATES, "");
        return Optional.of(new Entry(
                new CheckpointId(Long.parseLong(checkpoint)),
                owner,
                text(properties, FirnProperties.STATE),
                earlier.isEmpty() ? List.of() : List.of(earlier.split(" "))));
    }

    private static String text(Map<String, String> properties, String key) {
        String value = properties.get(key);
        if (value == null) {
            throw new IllegalArgumentException(
                    "The checkpoint table has no property " + key + " beside its " + FirnProperties.CHECKPOINT);
        }
        return value;
    }

    /** The entry that follows this one, or the first. */
    static Entry after(@Nullable Entry before, CheckpointId checkpoint, Owner owner, String state) {
        if (before == null) {
            return new Entry(checkpoint, owner, state, List.of());
        }
        List<String> earlier = new ArrayList<>();
        earlier.add(before.state());
        earlier.addAll(before.earlierStates());
        return new Entry(checkpoint, owner, state, earlier.subList(0, Math.min(KEPT_STATES, earlier.size())));
    }

    /** Whether it records the checkpoint of the same start of the same process. */
    boolean is(CheckpointId otherCheckpoint, Owner otherOwner) {
        return checkpoint.equals(otherCheckpoint) && owner.incarnation().equals(otherOwner.incarnation());
    }

    Map<String, String> properties() {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put(FirnProperties.CHECKPOINT, checkpoint.toString());
        properties.put(FirnProperties.OWNER_HOST, owner.host());
        properties.put(FirnProperties.OWNER_PROCESS, Long.toString(owner.processId()));
        properties.put(FirnProperties.OWNER_INCARNATION, owner.incarnation());
        properties.put(FirnProperties.STATE, state);
        properties.put(FirnProperties.EARLIER_STATES, String.join(" ", earlierStates));
        return properties;
    }
}
