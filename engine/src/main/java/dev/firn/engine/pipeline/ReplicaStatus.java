package dev.firn.engine.pipeline;

import dev.firn.engine.load.TableLoad;
import dev.firn.engine.pipeline.TableStatus.LoadStatus;
import dev.firn.engine.pipeline.TableStatus.State;
import dev.firn.schema.source.TableId;
import java.util.Map;
import java.util.Optional;

/** How a table's standing reads in the status. */
final class ReplicaStatus {

    private ReplicaStatus() {}

    static TableStatus of(TableId table, Standing standing, Tally tally, Map<SkipCause, Long> skipped) {
        String reason = "";
        String remedy = "";
        Optional<LoadStatus> load = Optional.empty();
        if (standing instanceof Standing.Stopped stopped) {
            reason = stopped.reason();
            remedy = stopped.remedy();
        } else if (standing instanceof Standing.Gone gone) {
            reason = (gone.renamedTo() == null ? "Dropped at the source" : "Renamed to " + gone.renamedTo())
                    + ", seen at " + gone.since() + "; the Iceberg table stays as it is";
        } else if (standing instanceof Standing.Loading loading) {
            load = Optional.of(load(loading.load()));
        }
        return new TableStatus(
                table, state(standing), reason, remedy, load, tally.inserts, tally.updates, tally.deletes, skipped);
    }

    static State state(Standing standing) {
        if (standing instanceof Standing.Loading loading) {
            return switch (loading.load().phase()) {
                case QUEUED, PREPARING, PREPARED -> State.QUEUED;
                case READING -> State.LOADING;
                case CATCHING_UP -> State.CATCHING_UP;
            };
        }
        if (standing instanceof Standing.Stopped) {
            return State.STOPPED;
        }
        return standing instanceof Standing.Gone ? State.GONE : State.STREAMING;
    }

    private static LoadStatus load(TableLoad load) {
        return new LoadStatus(
                load.estimatedRows(), load.rowsRead(), load.rowsKept(), load.chunksDone(), load.startedAt());
    }
}
