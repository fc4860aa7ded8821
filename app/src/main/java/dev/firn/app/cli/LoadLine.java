package dev.firn.app.cli;

import dev.firn.app.config.Durations;
import dev.firn.engine.pipeline.PipelineStatus;
import dev.firn.engine.pipeline.TableStatus;
import dev.firn.engine.pipeline.TableStatus.LoadStatus;
import dev.firn.engine.pipeline.TableStatus.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How loads go, in one line: {@code public.orders [=====>    ]  43 %, 1,234,000 of about 2,900,000 rows, 312,000 rows/s, 5s left}. */
final class LoadLine {

    private static final int BAR_WIDTH = 20;

    private LoadLine() {}

    /** The line for the load that is running, and how many tables wait; empty if nothing loads. */
    static Optional<String> of(PipelineStatus status) {
        List<TableStatus> loading = status.tables().stream()
                .filter(table -> table.state() == State.LOADING || table.state() == State.CATCHING_UP)
                .filter(table -> table.load().isPresent())
                .toList();
        long queued = status.tables().stream()
                .filter(table -> table.state() == State.QUEUED)
                .count();
        String waiting = queued == 0 ? "" : " (" + queued + " more tables wait)";
        return loading.stream().findFirst().map(table -> line(table, status.at()) + waiting);
    }

    private static String line(TableStatus table, Instant now) {
        LoadStatus load = table.load().orElseThrow();
        if (table.state() == State.CATCHING_UP) {
            return table.table() + " " + count(load.rows()) + " rows loaded, applying what changed meanwhile";
        }
        double seconds = Math.max(0.001, Duration.between(load.startedAt(), now).toMillis() / 1e3);
        long rate = Math.round(load.rows() / seconds);
        return load.estimatedRows().isPresent() && load.estimatedRows().getAsLong() > 0
                ? table.table() + " "
                        + estimated(load.rows(), load.estimatedRows().getAsLong(), rate)
                : table.table() + " " + count(load.rows()) + " rows, " + count(rate) + " rows/s";
    }

    private static String estimated(long rows, long estimate, long rate) {
        // An estimate may be too low; a load is never shown as complete before it is.
        double share = Math.min(0.99, (double) rows / estimate);
        int filled = (int) (share * BAR_WIDTH);
        String bar = "=".repeat(filled) + ">" + " ".repeat(BAR_WIDTH - 1 - filled);
        String text = String.format(
                Locale.ROOT, "[%s] %2.0f %%, %s of about %s rows", bar, share * 100, count(rows), count(estimate));
        if (rate == 0 || rows >= estimate) {
            return text;
        }
        return text + ", " + count(rate) + " rows/s, "
                + Durations.format(Duration.ofSeconds((estimate - rows) / rate + 1)) + " left";
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
