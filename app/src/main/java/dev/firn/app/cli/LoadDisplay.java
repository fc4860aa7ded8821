package dev.firn.app.cli;

import dev.firn.engine.pipeline.PipelineStatus;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Help.Ansi;

/** Shows running loads: on a terminal a line that is painted over, elsewhere a log line every so often. */
final class LoadDisplay implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LoadDisplay.class);
    private static final Duration PAINT_INTERVAL = Duration.ofMillis(500);
    private static final Duration LOG_INTERVAL = Duration.ofSeconds(15);

    private final ScheduledExecutorService timer;
    private final Runnable onClose;

    private LoadDisplay(Duration interval, Runnable show, Runnable onClose) {
        this.onClose = onClose;
        this.timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "firn-display");
            thread.setDaemon(true);
            return thread;
        });
        timer.scheduleWithFixedDelay(
                () -> showSafely(show), interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    static LoadDisplay start(Supplier<PipelineStatus> status) {
        if (Ansi.AUTO.enabled()) {
            TerminalLine line = TerminalLine.onStderr();
            return new LoadDisplay(
                    PAINT_INTERVAL, () -> line.show(LoadLine.of(status.get()).orElse("")), line::close);
        }
        return new LoadDisplay(LOG_INTERVAL, () -> LoadLine.of(status.get()).ifPresent(LOG::info), () -> {});
    }

    /** A display must not die of one failure, nor anything of the display. */
    private static void showSafely(Runnable show) {
        try {
            show.run();
        } catch (RuntimeException e) {
            LOG.debug("Cannot show how the loads go", e);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        onClose.run();
    }
}
