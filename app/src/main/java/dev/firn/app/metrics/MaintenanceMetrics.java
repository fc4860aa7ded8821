package dev.firn.app.metrics;

import dev.firn.schema.source.TableId;
import dev.firn.sink.maintenance.Debt;
import dev.firn.sink.maintenance.TableMaintenance;
import dev.firn.sink.maintenance.TaskResult;
import dev.firn.sink.maintenance.TaskResult.Task;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.ToDoubleFunction;

/** Counts what maintenance does, and shows what readers of tables pay for until it has. */
final class MaintenanceMetrics implements BiConsumer<TableId, TaskResult> {

    private final Map<Task, Timer> tasks = new EnumMap<>(Task.class);
    private final Map<Task, Counter> failures = new EnumMap<>(Task.class);
    private final Counter filesRewritten;
    private final Counter bytesRewritten;
    private final MultiGauge deleteFiles;
    private final MultiGauge deletes;
    private final MultiGauge smallFiles;
    private final MultiGauge lastRun;

    MaintenanceMetrics(MeterRegistry registry) {
        for (Task task : Task.values()) {
            tasks.put(
                    task,
                    Timer.builder("firn.maintenance.task")
                            .description("How long a task of maintenance took on a table")
                            .tag("task", Label.of(task))
                            .register(registry));
            failures.put(
                    task,
                    Counter.builder("firn.maintenance.failures")
                            .description("Tasks of maintenance that failed; the next round tries again")
                            .tag("task", Label.of(task))
                            .register(registry));
        }
        filesRewritten = Counter.builder("firn.maintenance.rewritten.files")
                .description("Data files that compaction wrote anew")
                .register(registry);
        bytesRewritten = Counter.builder("firn.maintenance.rewritten")
                .description("Bytes of the data files that compaction wrote anew")
                .baseUnit("bytes")
                .register(registry);
        deleteFiles = multi(registry, "firn.table.delete.files", "Files of deletes that readers of a table must read");
        deletes = multi(registry, "firn.table.deletes", "Rows in a table's files of deletes");
        smallFiles = multi(registry, "firn.table.small.files", "Data files of a table that are small");
        lastRun = multi(
                registry,
                "firn.table.maintained.timestamp.seconds",
                "When a table was last looked after, in seconds since 1970");
    }

    private static MultiGauge multi(MeterRegistry registry, String name, String description) {
        return MultiGauge.builder(name).description(description).register(registry);
    }

    @Override
    public void accept(TableId table, TaskResult result) {
        Objects.requireNonNull(tasks.get(result.task())).record(result.duration());
        if (result.hasFailed()) {
            Objects.requireNonNull(failures.get(result.task())).increment();
        }
        if (result.task() == Task.COMPACT) {
            filesRewritten.increment((double) result.files());
            bytesRewritten.increment((double) result.bytes());
        }
    }

    /** Shows the tables with the most deletes. */
    void show(Map<TableId, TableMaintenance> maintained) {
        List<Map.Entry<TableId, TableMaintenance>> worst = maintained.entrySet().stream()
                .filter(entry -> entry.getValue().debt().isPresent())
                .sorted(Comparator.comparingDouble(
                                (Map.Entry<TableId, TableMaintenance> entry) -> debt(entry, Debt::deleteFiles))
                        .reversed())
                .limit(PipelineMetrics.MOST_TABLES)
                .toList();
        register(deleteFiles, worst, entry -> debt(entry, Debt::deleteFiles));
        register(deletes, worst, entry -> debt(entry, Debt::deletes));
        register(smallFiles, worst, entry -> debt(entry, Debt::smallFiles));
        register(lastRun, worst, entry -> entry.getValue().lastAt().toEpochMilli() / 1e3);
    }

    private static double debt(Map.Entry<TableId, TableMaintenance> entry, ToDoubleFunction<Debt> what) {
        return entry.getValue().debt().map(what::applyAsDouble).orElse(0.0);
    }

    private static void register(
            MultiGauge gauge,
            List<Map.Entry<TableId, TableMaintenance>> tables,
            ToDoubleFunction<Map.Entry<TableId, TableMaintenance>> value) {
        gauge.register(
                tables.stream()
                        .<Row<?>>map(entry ->
                                Row.of(Tags.of("table", entry.getKey().toString()), value.applyAsDouble(entry)))
                        .toList(),
                true);
    }
}
