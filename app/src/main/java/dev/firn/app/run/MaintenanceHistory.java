package dev.firn.app.run;

import dev.firn.engine.lake.HistoryRow;
import dev.firn.engine.pipeline.PipelineStatus;
import dev.firn.engine.pipeline.PipelineStatus.LastCheckpoint;
import dev.firn.schema.source.TableId;
import dev.firn.sink.maintenance.Maintenance;
import dev.firn.sink.maintenance.TaskResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What maintenance has done and the history does not tell yet: a line for each table, added in one commit. */
public final class MaintenanceHistory {

    private final Map<TableId, String> done = new TreeMap<>();

    /** Takes note of what a task did. */
    public synchronized void add(TableId table, TaskResult result) {
        if (result.files() > 0) {
            done.merge(table, MaintenanceScheduler.describe(result), (before, more) -> before + "; " + more);
        }
    }

    /** Writes the lines behind the newest checkpoint; before the first there are none. */
    public void write(Maintenance maintenance, PipelineStatus status) {
        Optional<LastCheckpoint> last = status.lastCheckpoint();
        List<HistoryRow> lines = take(last.map(LastCheckpoint::position).orElse(""));
        if (last.isPresent() && !lines.isEmpty()) {
            maintenance.tell(last.get().id(), lines);
        }
    }

    private synchronized List<HistoryRow> take(String position) {
        Instant now = Instant.now();
        List<HistoryRow> lines = new ArrayList<>();
        done.forEach((table, what) ->
                lines.add(new HistoryRow(table, position, now, now, 0, 0, 0, 0, 0, 0, "maintenance: " + what)));
        done.clear();
        return lines;
    }
}
