package dev.firn.engine.source.postgres;

import java.time.Duration;

/**
 * How many pages the next statement of a read takes, so that each lasts about as long as it should: what one page costs depends on how
 * wide its rows are, on the server, and on how fast the rows are taken. For one thread.
 */
final class Pace {

    /** Far above what a statement costs by itself, far below what a vacuum would mind. */
    private static final Duration AIM = Duration.ofSeconds(2);

    /** In bytes with what is stored out of line: a fraction of the aim on any machine. */
    private static final long FIRST_BYTES = 8L << 20;

    private static final int GROWTH = 4;

    private long pages;

    private Pace(long pages) {
        this.pages = pages;
    }

    /** The pace for a heap of which nothing has been read. */
    static Pace of(TableStorage.Heap heap) {
        return new Pace(Math.max(1, FIRST_BYTES / heap.bytesPerPage()));
    }

    /** At least one. */
    long pages() {
        return pages;
    }

    /** Learns from a statement. */
    void took(long pagesRead, long nanos) {
        long fitting = (long) (pagesRead * ((double) AIM.toNanos() / Math.max(1, nanos)));
        pages = Math.max(1, Math.min(fitting, pagesRead * GROWTH));
    }
}
