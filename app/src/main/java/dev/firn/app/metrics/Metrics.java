package dev.firn.app.metrics;

import dev.firn.engine.pipeline.PipelineObserver;
import dev.firn.engine.pipeline.PipelineStatus;
import dev.firn.schema.source.TableId;
import dev.firn.sink.maintenance.TableMaintenance;
import dev.firn.sink.maintenance.TaskResult;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.function.BiConsumer;

/** All meters of the process, its Java runtime included. */
public final class Metrics implements AutoCloseable {

    /** The media type of {@link #page}. */
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics garbageCollection = new JvmGcMetrics();
    private final PipelineMetrics pipeline = new PipelineMetrics(registry);
    private final MaintenanceMetrics maintenance = new MaintenanceMetrics(registry);
    private final StatusGauges gauges;

    /** @param checkpointInterval how often a checkpoint is taken; alerts are relative to it */
    public Metrics(Duration checkpointInterval) {
        gauges = new StatusGauges(registry, checkpointInterval);
        garbageCollection.bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
    }

    /** Who is to be told what the pipeline does. */
    public PipelineObserver observer() {
        return pipeline;
    }

    /** Who is to be told what maintenance does. */
    public BiConsumer<TableId, TaskResult> maintenance() {
        return maintenance;
    }

    /** Everything, as Prometheus reads it, of a pipeline whose tables nobody looks after. */
    public String page(PipelineStatus status) {
        return page(status, Map.of());
    }

    /**
     * Everything, as Prometheus reads it. Synchronized, so that the gauges of one page are of one status.
     *
     * @param maintained how maintenance stands to tables
     */
    public synchronized String page(PipelineStatus status, Map<TableId, TableMaintenance> maintained) {
        maintenance.show(maintained);
        gauges.show(status);
        return registry.scrape();
    }

    @Override
    public void close() {
        garbageCollection.close();
        registry.close();
    }
}
