package dev.firn.app.cli;

import dev.firn.app.config.Durations;
import dev.firn.engine.pipeline.PipelineStatus;
import dev.firn.engine.pipeline.TableStatus;
import dev.firn.engine.pipeline.TableStatus.LoadStatus;
import dev.firn.engine.pipeline.TableStatus.State;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How loads go, in one line: {@code public.orders [=====>    ]  43 %, 1,234,000 of about 2,900,000 rows, 312,000 rows/s, 5s left}. */
final class LoadLine {

    private static final int BAR_WIDTH = 20;

    private LoadLine() {}

    /** The line for the biggest load that is running, and how many others load and wait; empty if nothing loads. */
    static Optional<String> of(PipelineStatus status) {
        List<TableStatus> loading = status.tables().stream()
                .filter(table -> table.state() == State.LOADING || table.state() == State.CATCHING_UP)
                .filter(table -> table.load().isPresent())
                .toList();
        long queued = status.tables().stream()
                .filter(table -> table.state() == State.QUEUED)
                .count();
        return loading.stream()
                .max(Comparator.comparingLong(LoadLine::rowsToRead))
                .map(table -> line(table, status.at()) + others(loading.size() - 1, queued));
    }

    /** The biggest load says most about how long it will take. */
    private static long rowsToRead(TableStatus table) {
        LoadStatus load = table.load().orElseThrow();
        return table.state() == State.CATCHING_UP
                ? -1
                : Math.max(0, load.estimatedRows().orElse(0) - load.rows());
    }

    private static String others(long loading, long queued) {
        if (loading == 0) {
            return queued == 0 ? "" : " (" + queued + " more tables wait)";
        }
        return " (" + loading + " more tables load" + (queued == 0 ? ")" : ", " + queued + " wait)");
    }

    private static String line(TableStatus table, Instant now) {
        LoadStatus load = table.load().orElseThrow();
        if (table.state() == State.CATCHING_UP) {
            return table.table() + " " + count(load.rows()) + " rows loaded, applying what changed meanwhile";
        }
        return load.estimatedRows().isPresent() && load.estimatedRows().getAsLong() > 0
                ? table.table() + " " + estimated(load, load.estimatedRows().getAsLong(), now)
                : table.table() + " " + count(load.rows()) + " rows, " + count(load.rowsPerSecond(now)) + " rows/s";
    }

    private static String estimated(LoadStatus load, long estimate, Instant now) {
        long rows = load.rows();
        // An estimate may be too low; a load is never shown as complete before it is.
        double share = Math.min(0.99, (double) rows / estimate);
        int filled = (int) (share * BAR_WIDTH);
        String bar = "=".repeat(filled) + ">" + " ".repeat(BAR_WIDTH - 1 - filled);
        String text = String.format(
                Locale.ROOT, "[%s] %2.0f %%, %s of about %s rows", bar, share * 100, count(rows), count(estimate));
        return load.timeLeft(now)
                .map(left ->
                        text + ", " + count(load.rowsPerSecond(now)) + " rows/s, " + Durations.format(left) + " left")
                .orElse(text);
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
