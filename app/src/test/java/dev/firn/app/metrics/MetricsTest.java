package dev.firn.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.app.Statuses;
import dev.firn.engine.lake.StagedFiles;
import dev.firn.engine.pipeline.CheckpointPhase;
import dev.firn.engine.pipeline.PipelineStatus;
import dev.firn.engine.pipeline.SkipCause;
import dev.firn.engine.pipeline.TableStatus;
import dev.firn.engine.pipeline.TableStatus.State;
import dev.firn.schema.source.TableId;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetricsTest {

    private static final TableId ORDERS = TableId.parse("public.orders");

    private final Metrics metrics = new Metrics(Duration.ofMinutes(5));

    @AfterEach
    void close() {
        metrics.close();
    }

    @Test
    void everyCounterHasAZeroToBeginFrom() {
        assertThat(page(Statuses.running()))
                .contains(
                        "firn_events_total{kind=\"insert\"} 0.0",
                        "firn_events_total{kind=\"partial_update\"} 0.0",
                        "firn_checkpoints_total 0.0",
                        "firn_restarts_total 0.0",
                        "firn_written_rows_total{origin=\"load\"} 0.0",
                        "firn_checkpoint_phase_seconds_count{phase=\"committing\"} 0");
        for (SkipCause cause : SkipCause.values()) {
            assertThat(page(Statuses.running()))
                    .contains("firn_events_skipped_total{cause=\"" + Label.of(cause) + "\"} 0.0");
        }
    }

    @Test
    void whatThePipelineDoesIsCounted() {
        StagedFiles files = new StagedFiles(List.of(), List.of(), 10, 4, 2, 1000);
        metrics.observer().generationStaged(ORDERS, files);
        metrics.observer().rowsLoaded(ORDERS, files);
        metrics.observer().rowsLoaded(ORDERS, files);
        metrics.observer().eventsSkipped(ORDERS, SkipCause.TABLE_STOPPED, 7);
        metrics.observer().checkpointPhase(CheckpointPhase.COMMITTING, Duration.ofSeconds(2));
        metrics.observer().restarted("the connection was lost");

        assertThat(page(Statuses.running()))
                .contains(
                        "firn_written_rows_total{origin=\"changes\"} 10.0",
                        "firn_written_rows_total{origin=\"load\"} 20.0",
                        "firn_written_deletes_total{origin=\"changes\"} 4.0",
                        "firn_written_files_total{origin=\"changes\"} 2.0",
                        "firn_written_bytes_total{origin=\"load\"} 2000.0",
                        "firn_events_skipped_total{cause=\"" + Label.of(SkipCause.TABLE_STOPPED) + "\"} 7.0",
                        "firn_checkpoint_phase_seconds_sum{phase=\"committing\"} 2.0",
                        "firn_restarts_total 1.0");
    }

    @Test
    void howThePipelineStandsIsShown() {
        String page = page(Statuses.running(
                Statuses.streaming("public.a"),
                Statuses.stopped("public.b"),
                Statuses.loading("public.c", State.LOADING, 500, OptionalLong.of(2000))));

        assertThat(page)
                .contains(
                        "firn_source_lag_seconds 1.5",
                        "firn_checkpoint_interval_seconds 300.0",
                        "firn_checkpoint_last_id 41.0",
                        "firn_checkpoint_last_timestamp_seconds 1.7637456E9".substring(0, 39),
                        "firn_buffer_bytes 1048576.0",
                        "firn_tables{state=\"streaming\"} 1.0",
                        "firn_tables{state=\"stopped\"} 1.0",
                        "firn_activity{activity=\"running\"} 1.0",
                        "firn_activity{activity=\"recovering\"} 0.0",
                        "firn_load_rows{table=\"public.c\"} 500.0",
                        "firn_load_estimated_rows{table=\"public.c\"} 2000.0",
                        "firn_load_chunks{table=\"public.c\"} 3.0",
                        "firn_load_left_seconds{table=\"public.c\"} 31.0",
                        "firn_table_stopped{table=\"public.b\"} 1.0");
    }

    @Test
    void valuesThatWereMadeNullAreCountedByTable() {
        assertThat(page(Statuses.running(Statuses.warned("public.d"))))
                .contains("firn_table_values_null{table=\"public.d\"} 7.0");
    }

    @Test
    void aTablesOwnGaugeGoesWhenItIsNoLongerRemarkable() {
        page(Statuses.running(Statuses.stopped("public.b")));

        assertThat(page(Statuses.running(Statuses.streaming("public.b")))).doesNotContain("public.b");
    }

    @Test
    void gaugesOfSingleTablesAreBounded() {
        TableStatus[] tables = IntStream.range(0, 5000)
                .mapToObj(number -> Statuses.stopped("public.t" + number))
                .toArray(TableStatus[]::new);

        String page = page(Statuses.running(tables));

        assertThat(page.lines().filter(line -> line.startsWith("firn_table_stopped{")))
                .hasSize(PipelineMetrics.MOST_TABLES);
        assertThat(page).contains("firn_tables{state=\"stopped\"} 5000.0");
    }

    @Test
    void theJavaRuntimeIsMeasured() {
        assertThat(page(Statuses.running())).contains("jvm_memory_used_bytes{", "process_cpu_usage ");
    }

    private String page(PipelineStatus status) {
        return metrics.page(status);
    }
}
