package dev.firn.app.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A result as lines of text; the last is {@code ratio X.XX}. */
public final class BenchReport {

    private BenchReport() {}

    public static List<String> lines(BenchResult result) {
        List<String> lines = new ArrayList<>();
        lines.add(result.title());
        lines.add(machine());
        lines.add("");
        lines.add(line("", "rows/s", "rows/CPU-s", "start s", "work s", "peak heap", "live heap", "files", "bytes"));
        for (Contender contender : Contender.values()) {
            lines.add(line(result, contender));
        }
        lines.add("");
        lines.add(
                result.clock() == BenchResult.Clock.PROCESS_START
                        ? "rows/s counts from the start of the process to the last row (Firn: committed, Debezium: consumed)."
                        : "rows/s counts from the first event to the last (Firn: committed, Debezium: consumed), without the start.");
        lines.add(String.format(Locale.ROOT, "ratio %.2f", result.ratio()));
        return lines;
    }

    private static String machine() {
        return "Java " + Runtime.version().feature() + ", "
                + Runtime.getRuntime().availableProcessors() + " processors, heap " + ChildJvm.HEAP + " for each side";
    }

    private static String line(BenchResult result, Contender contender) {
        List<Measurement> rounds = result.of(contender);
        boolean writes = contender == Contender.FIRN;
        return line(
                contender.title(),
                count(Math.round(result.rowsPerSecond(contender))),
                count(Math.round(result.rowsPerCpuSecond(contender))),
                seconds(rounds.stream().mapToLong(Measurement::startMillis).sum()),
                seconds(rounds.stream().mapToLong(Measurement::workMillis).sum()),
                size(rounds.stream().mapToLong(Measurement::peakHeapBytes).max().orElse(0)),
                size(rounds.stream().mapToLong(Measurement::liveHeapBytes).max().orElse(0)),
                writes ? count(result.written().files()) : "",
                writes ? size(result.written().bytes()) : "");
    }

    private static String line(Object... cells) {
        return String.format(Locale.ROOT, "%-18s %10s %12s %9s %9s %10s %10s %7s %10s", cells)
                .stripTrailing();
    }

    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.1f", millis / 1e3);
    }

    static String size(long bytes) {
        return String.format(Locale.ROOT, "%,d MB", Math.round(bytes / 1e6));
    }
}
