package dev.firn.app.cli;

import dev.firn.app.bench.BenchListener;
import dev.firn.app.demo.DemoListener;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;

/** Shows a demo or a benchmark: its steps as lines; its progress painted over on a terminal, elsewhere as a line every so often. */
final class DemoDisplay implements DemoListener, BenchListener, AutoCloseable {

    private static final Duration PRINT_INTERVAL = Duration.ofSeconds(5);

    private final PrintWriter out;
    private final @Nullable TerminalLine line;
    private Instant printedAt = Instant.now();

    private DemoDisplay(PrintWriter out, @Nullable TerminalLine line) {
        this.out = out;
        this.line = line;
    }

    static DemoDisplay start(PrintWriter out) {
        return new DemoDisplay(out, Ansi.AUTO.enabled() ? TerminalLine.onStderr() : null);
    }

    @Override
    public void step(String text) {
        if (line != null) {
            line.show("");
        }
        out.println(text);
        out.flush();
    }

    @Override
    public void progress(String text) {
        if (line != null) {
            line.show(text);
        } else if (Duration.between(printedAt, Instant.now()).compareTo(PRINT_INTERVAL) >= 0) {
            printedAt = Instant.now();
            out.println("  " + text);
            out.flush();
        }
    }

    @Override
    public void close() {
        if (line != null) {
            line.close();
        }
    }
}
