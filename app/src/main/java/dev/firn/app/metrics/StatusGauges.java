package dev.firn.app.metrics;

import dev.firn.engine.pipeline.PipelineStatus;
import dev.firn.engine.pipeline.PipelineStatus.Activity;
import dev.firn.engine.pipeline.TableStatus;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Shows how the pipeline stands. One status is taken for a scrape, and every gauge reads that one. */
final class StatusGauges {

    private final MultiGauge loadRows;
    private final MultiGauge loadEstimates;
    private final MultiGauge loadChunks;
    private final MultiGauge loadLeft;
    private final MultiGauge stoppedTables;
    private final MultiGauge madeNull;
    private volatile @Nullable PipelineStatus latest;

    StatusGauges(MeterRegistry registry, Duration checkpointInterval) {
        gauge(
                registry,
                "firn.source.lag",
                "How far the lake is behind the source",
                "seconds",
                status -> status.lag().map(StatusGauges::seconds).orElse(Double.NaN));
        gauge(
                registry,
                "firn.checkpoint.last.timestamp",
                "When the newest checkpoint had committed, in seconds since 1970",
                "seconds",
                status -> status.lastCheckpoint()
                        .map(last -> last.committedAt().toEpochMilli() / 1e3)
                        .orElse(Double.NaN));
        gauge(
                registry,
                "firn.checkpoint.last.id",
                "The number of the newest committed checkpoint",
                null,
                status -> status.lastCheckpoint()
                        .map(last -> (double) last.id().number())
                        .orElse(0.0));
        gauge(registry, "firn.buffer", "What the open batches hold", "bytes", PipelineStatus::bufferedBytes);
        gauge(registry, "firn.buffer.budget", "What they may hold", "bytes", PipelineStatus::budgetBytes);
        gauge(
                registry,
                "firn.paused",
                "1 while the pipeline is paused, and the source keeps its log",
                null,
                status -> status.pausedSince().isPresent() ? 1 : 0);
        Gauge.builder("firn.checkpoint.interval", () -> seconds(checkpointInterval))
                .description("How often a checkpoint is taken")
                .baseUnit("seconds")
                .register(registry);
        for (Activity activity : Activity.values()) {
            stateGauge(
                    registry,
                    "firn.activity",
                    "What the pipeline does: 1 for the one that holds",
                    "activity",
                    activity,
                    status -> status.activity() == activity ? 1 : 0);
        }
        for (TableStatus.State state : TableStatus.State.values()) {
            stateGauge(
                    registry,
                    "firn.tables",
                    "How many tables are in a state",
                    "state",
                    state,
                    status -> status.tables().stream()
                            .filter(table -> table.state() == state)
                            .count());
        }
        loadRows = multi(registry, "firn.load.rows", "Rows that a running load has read");
        loadEstimates = multi(registry, "firn.load.estimated.rows", "About how many rows a running load will read");
        loadChunks = multi(registry, "firn.load.chunks", "Chunks of a running load whose rows are staged");
        loadLeft =
                multi(registry, "firn.load.left.seconds", "How long a running load will still read at its rate so far");
        madeNull = multi(
                registry,
                "firn.table.values.null",
                "Values made null since the start, because Iceberg has none like them");
        stoppedTables = multi(registry, "firn.table.stopped", "1 for a table that is stopped");
    }

    void show(PipelineStatus status) {
        latest = status;
        loadRows.register(
                rows(status, StatusGauges::isLoading, table -> table.load().map(load -> (double) load.rows())), true);
        loadEstimates.register(
                rows(
                        status,
                        StatusGauges::isLoading,
                        table -> table.load()
                                .filter(load -> load.estimatedRows().isPresent())
                                .map(load -> (double) load.estimatedRows().getAsLong())),
                true);
        loadChunks.register(
                rows(status, StatusGauges::isLoading, table -> table.load().map(load -> (double) load.chunksDone())),
                true);
        loadLeft.register(
                rows(
                        status,
                        StatusGauges::isLoading,
                        table -> table.load()
                                .flatMap(load -> load.timeLeft(status.at()))
                                .map(StatusGauges::seconds)),
                true);
        madeNull.register(
                rows(status, table -> table.madeNull() > 0, table -> Optional.of((double) table.madeNull())), true);
        stoppedTables.register(
                rows(status, table -> table.state() == TableStatus.State.STOPPED, table -> Optional.of(1.0)), true);
    }

    private static boolean isLoading(TableStatus table) {
        return table.state() == TableStatus.State.LOADING || table.state() == TableStatus.State.CATCHING_UP;
    }

    private static List<Row<?>> rows(
            PipelineStatus status, Predicate<TableStatus> shown, Function<TableStatus, Optional<Double>> value) {
        Stream<Row<?>> rows = status.tables().stream()
                .filter(shown)
                .limit(PipelineMetrics.MOST_TABLES)
                .flatMap(table -> value.apply(table).stream()
                        .map(number -> Row.of(Tags.of("table", table.table().toString()), number)));
        return rows.toList();
    }

    private void gauge(
            MeterRegistry registry,
            String name,
            String description,
            @Nullable String unit,
            ToDoubleFunction<PipelineStatus> value) {
        Gauge.builder(name, this, gauges -> gauges.read(value))
                .description(description)
                .baseUnit(unit)
                .register(registry);
    }

    private void stateGauge(
            MeterRegistry registry,
            String name,
            String description,
            String label,
            Enum<?> state,
            ToDoubleFunction<PipelineStatus> value) {
        Gauge.builder(name, this, gauges -> gauges.read(value))
                .description(description)
                .tag(label, Label.of(state))
                .register(registry);
    }

    private static MultiGauge multi(MeterRegistry registry, String name, String description) {
        return MultiGauge.builder(name).description(description).register(registry);
    }

    private double read(ToDoubleFunction<PipelineStatus> value) {
        PipelineStatus status = latest;
        return status == null ? Double.NaN : value.applyAsDouble(status);
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1e3;
    }
}
