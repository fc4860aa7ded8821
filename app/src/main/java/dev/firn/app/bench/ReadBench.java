package dev.firn.app.bench;

import dev.firn.engine.work.FaultPoints;
import dev.firn.sink.IcebergLake;
import dev.firn.sink.catalog.CatalogSettings;
import dev.firn.sink.catalog.LakeSettings;
import dev.firn.sink.maintenance.Maintenance;
import dev.firn.sink.maintenance.MaintenanceSettings;
import dev.firn.sink.maintenance.Resources;
import dev.firn.sink.maintenance.TaskResult;
import dev.firn.sink.maintenance.TaskResult.Task;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;

/**
 * How a table reads after many checkpoints of changes, with maintenance and without, beside one that was just written; and what maintenance
 * takes. All in this process, single-threaded, against a folder.
 */
public final class ReadBench {

    /** Maintenance looks every 10 minutes, a checkpoint is taken every 5. */
    private static final int CHECKPOINTS_A_LOOK = 2;

    private static final int SCANS = 3;
    private static final double MB = 1 << 20;

    private final Path directory;
    private final int rows;
    private final int checkpoints;
    private final int leftAlone;
    private final BenchListener listener;

    /**
     * @param rows how many rows the table has
     * @param checkpoints how many checkpoints change a hundredth of them each
     * @param leftAlone after how many of them a table is read that nobody looks after
     */
    public ReadBench(Path directory, int rows, int checkpoints, int leftAlone, BenchListener listener) {
        this.directory = directory;
        this.rows = rows;
        this.checkpoints = checkpoints;
        this.leftAlone = leftAlone;
        this.listener = listener;
    }

    /** Measures, and gives the report's lines. */
    public List<String> run() {
        LakeSettings settings = LakeSettings.of(
                new CatalogSettings.Jdbc(
                        "jdbc:sqlite:" + directory.resolve("catalog.db"),
                        null,
                        null,
                        directory.resolve("warehouse").toString(),
                        Map.of()),
                "bench");
        Stopwatch stopwatch = Stopwatch.start();
        try (IcebergLake lake = IcebergLake.open(settings, "bench")) {
            ReadTable kept = new ReadTable(lake, "kept", rows);
            Cost cost = new Cost();
            changeAndKeep(lake, kept, cost);
            double heap = stopwatch.stop(rows).liveHeapBytes() / MB;
            listener.step("Writing the same rows anew");
            ReadTable fresh = new ReadTable(lake, "fresh", rows);
            fresh.loadAs(kept);
            listener.step("Reading both, " + SCANS + " times each in turns");
            double freshSeconds = Double.MAX_VALUE;
            double keptSeconds = Double.MAX_VALUE;
            for (int scan = 0; scan < SCANS; scan++) {
                freshSeconds = Math.min(freshSeconds, fresh.scan());
                keptSeconds = Math.min(keptSeconds, kept.scan());
            }
            List<String> lines = new ArrayList<>();
            lines.add(format(
                    "bench read: %,d rows of 7 columns, %,d checkpoints that change 1%% of them each",
                    rows, checkpoints));
            lines.add(format("freshly written     %8.2f s", freshSeconds));
            lines.add(format("with maintenance    %8.2f s", keptSeconds));
            if (leftAlone > 0) {
                ReadTable alone = leaveAlone(lake);
                lines.add(format("without             %8.2f s, after %,d checkpoints", alone.scan(), leftAlone));
            }
            lines.add(format(
                    "rewritten           %8.0f MB in %.1f s of one processor: %.0f MB/s read, %.0f MB/s written; %.0f MB live heap at most",
                    cost.bytes / MB,
                    cost.cpuSeconds,
                    cost.bytes / MB / Math.max(1e-3, cost.cpuSeconds),
                    cost.written / MB / Math.max(1e-3, cost.cpuSeconds),
                    heap));
            lines.add(format("ratio %.2f", keptSeconds / freshSeconds));
            return lines;
        }
    }

    private static String format(String text, Object... values) {
        return String.format(Locale.ROOT, text, values);
    }

    /** What maintenance took. */
    private static final class Cost {
        private long bytes;
        private long written;
        private double cpuSeconds;
    }

    private void changeAndKeep(IcebergLake lake, ReadTable table, Cost cost) {
        listener.step("Loading the table, and changing it under maintenance");
        table.load();
        Progress progress = new Progress("checkpoints", checkpoints, listener);
        try (Maintenance maintenance =
                lake.maintenance(checkpoint -> Map.of(), new Resources(1, 64 << 20, 0), FaultPoints.NONE)) {
            for (int checkpoint = 1; checkpoint <= checkpoints; checkpoint++) {
                table.change();
                if (checkpoint % CHECKPOINTS_A_LOOK == 0) {
                    keep(maintenance, table, cost);
                }
                progress.accept(checkpoint);
            }
        }
    }

    private static void keep(Maintenance maintenance, ReadTable table, Cost cost) {
        long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        long newest = table.table().currentSnapshot().snapshotId();
        long[] bytes = new long[1];
        maintenance.maintain(
                table.id(),
                MaintenanceSettings.DEFAULT,
                EnumSet.of(Task.COMPACT, Task.REWRITE_MANIFESTS),
                false,
                result -> bytes[0] += bytes(result));
        if (bytes[0] > 0) {
            cost.bytes += bytes[0];
            cost.written += written(table.table(), newest);
            cost.cpuSeconds += (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu) / 1e9;
        }
    }

    /** The bytes that snapshots above one have added. */
    private static long written(Table table, long before) {
        long bytes = 0;
        Snapshot snapshot = table.currentSnapshot();
        while (snapshot != null && snapshot.snapshotId() != before) {
            bytes += Long.parseLong(snapshot.summary().getOrDefault(SnapshotSummary.ADDED_FILE_SIZE_PROP, "0"));
            Long parent = snapshot.parentId();
            snapshot = parent == null ? null : table.snapshot(parent);
        }
        return bytes;
    }

    private static long bytes(TaskResult result) {
        if (result.hasFailed()) {
            throw new IllegalStateException("Maintenance failed: " + result.note());
        }
        return result.task() == Task.COMPACT ? result.bytes() : 0;
    }

    private ReadTable leaveAlone(IcebergLake lake) {
        listener.step("Changing a table that nobody looks after");
        ReadTable alone = new ReadTable(lake, "alone", rows);
        alone.load();
        for (int checkpoint = 0; checkpoint < leftAlone; checkpoint++) {
            alone.change();
        }
        listener.step("Reading it");
        return alone;
    }
}
