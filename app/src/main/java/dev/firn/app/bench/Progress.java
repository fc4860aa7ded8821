package dev.firn.app.bench;

import java.util.Locale;
import java.util.function.LongConsumer;

/** A bar that fills: what is done, how far it is, and how fast it goes. */
final class Progress implements LongConsumer {

    private static final int WIDTH = 24;

    private final String what;
    private final long total;
    private final BenchListener listener;
    private final long startedNanos = System.nanoTime();

    Progress(String what, long total, BenchListener listener) {
        this.what = what;
        this.total = total;
        this.listener = listener;
    }

    @Override
    public void accept(long done) {
        listener.progress(text(done, (System.nanoTime() - startedNanos) / 1e9));
    }

    String text(long done, double seconds) {
        double part = total == 0 ? 1 : Math.min(1, (double) done / total);
        int full = (int) (part * WIDTH);
        return String.format(
                Locale.ROOT,
                "%s [%s%s] %3.0f%%  %,d of %,d, %,.0f/s",
                what,
                "#".repeat(full),
                " ".repeat(WIDTH - full),
                part * 100,
                done,
                total,
                done / Math.max(0.001, seconds));
    }
}
