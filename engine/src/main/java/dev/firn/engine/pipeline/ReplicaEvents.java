package dev.firn.engine.pipeline;

import dev.firn.engine.event.ChangeEvent.Append;
import dev.firn.engine.event.ChangeEvent.LayoutChanged;
import dev.firn.engine.event.ChangeEvent.RowEvent;
import dev.firn.engine.load.SnapshotLoad;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the log's events of a table come to for its replica, by where it stands. Under the run's lock; {@code take} is hot. */
final class ReplicaEvents {

    private static final Logger LOG = LoggerFactory.getLogger(ReplicaEvents.class);

    private final Replica replica;
    private final Intake intake;
    private final ReplicaHost host;
    private final SkippedEvents skipped;

    ReplicaEvents(Replica replica, Intake intake, RunContext run, ReplicaHost host) {
        this.replica = replica;
        this.intake = intake;
        this.host = host;
        this.skipped = new SkippedEvents(replica.table(), run.observer());
    }

    void take(RowEvent event) {
        replica.follow(event.layout());
        if (!isCovered(event) && !intake.take(event)) {
            notGathered();
        }
    }

    /** Whether the one read of the table's load has seen the event's transaction. */
    private boolean isCovered(RowEvent event) {
        return event instanceof Append append
                && replica.standing() instanceof Standing.Loading loading
                && loading.load() instanceof SnapshotLoad load
                && load.covers(append.transaction());
    }

    void truncated() {
        if (replica.standing() instanceof Standing.Loading loading) {
            if (loading.load().keepsChanges()) {
                replica.load(loading.load().layout(), "it was truncated while it was loaded", null, Duration.ZERO);
            }
        } else if (intake.gathersKeyedRows()) {
            intake.truncate();
        } else {
            notGathered();
        }
    }

    void layoutChanged(LayoutChanged event) {
        if (replica.standing() instanceof Standing.Stopped) {
            notGathered();
        } else if (replica.standing() instanceof Standing.Gone) {
            host.reappeared(replica, event.layout());
        } else {
            replica.follow(event);
        }
    }

    void unreadable(String reason, @Nullable Throwable cause) {
        boolean toBeRead = replica.standing() instanceof Standing.Loading loading
                && !loading.load().keepsChanges();
        if (toBeRead || replica.standing() instanceof Standing.Stopped) {
            notGathered();
        } else {
            LOG.debug("An event of {} cannot be read", replica.table(), cause);
            replica.stop(reason, FailurePolicy.loadAgain(replica.table().toString()));
        }
    }

    /** The load begins behind the change; one that reads already has to begin anew, since the change may be behind what it has read. */
    void untold(String reason) {
        boolean isLive = replica.standing() instanceof Standing.Streaming
                || (replica.standing() instanceof Standing.Loading loading
                        && loading.load().keepsChanges());
        if (isLive) {
            replica.loadAgainLater(reason);
        } else {
            notGathered();
        }
    }

    private void notGathered() {
        Standing standing = replica.standing();
        if (standing instanceof Standing.Stopped) {
            skipped.add(SkipCause.TABLE_STOPPED);
        } else if (standing instanceof Standing.Gone) {
            skipped.add(SkipCause.TABLE_GONE);
        } else if (standing instanceof Standing.Streaming) {
            replica.stop(
                    "An event of another kind of table came for it: rows with a key and changelog rows do not mix",
                    FailurePolicy.loadAgain(replica.table().toString()));
        }
        // Else a load has the event in its rows.
    }

    Map<SkipCause, Long> skipped() {
        return skipped.byCause();
    }
}
