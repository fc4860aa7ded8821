package dev.firn.engine.source.mysql;

import dev.firn.engine.source.mysql.KeyIndex.FoundKey;
import java.util.List;
import java.util.Optional;

/**
 * Finds where a chunk ends by seeks alone: it guesses a key, lets the index say which keys are next to the guess, lets the
 * optimizer estimate how many lie before them, and closes in. So gaps cost a step each, however wide they are.
 *
 * <p>Nothing but the chunk's size depends on guesses and estimates: an end is a key that was there, whatever it was found by, the
 * next chunk begins behind it, and the last has no end.
 *
 * <p>InnoDB counts ranges of up to about ten pages, and doubles its estimate of wider ones; it estimates no range higher than half of
 * the table ({@code btr_estimate_n_rows_in_range}). So ends are looked for at twice the rows wanted: a chunk gets 0.5 to
 * 2.5 times of them.
 */
final class ChunkEnd {

    private static final int MAX_STEPS = 40;
    private static final int DOUBLED = 2;
    private static final double LEAST = 0.5;
    private static final double MOST = 1.25;
    /** Where to look while nothing is gained: in the middle, and near the ends, as keys may be spread over magnitudes. */
    private static final double[] STALLED_FRACTIONS = {0.5, 0.02, 0.98, 0.0005, 0.9995};

    private final KeyIndex index;
    private final KeyInterpolation interpolation;
    private final List<String> after;
    private final long wanted;

    private FoundKey low;
    private long beforeLow;
    private FoundKey high;
    private long beforeHigh;

    private ChunkEnd(
            KeyIndex index,
            KeyInterpolation interpolation,
            List<String> after,
            long wanted,
            FoundKey first,
            FoundKey last) {
        this.index = index;
        this.interpolation = interpolation;
        this.after = after;
        this.wanted = wanted;
        this.low = first;
        this.high = last;
    }

    /** Where a chunk begins and ends: {@code upTo} is empty for the last one. */
    record Found(List<String> upTo) {}

    /**
     * The end of the chunk that begins behind a place.
     *
     * @param after the place; empty for the start
     * @param rows how many it should have, about
     * @return empty if there is no key behind the place
     */
    static Optional<Found> find(KeyIndex index, KeyInterpolation interpolation, List<String> after, long rows) {
        Optional<FoundKey> first = index.first(after);
        Optional<FoundKey> last = first.flatMap(key -> index.last(after));
        if (last.isEmpty()) {
            return Optional.empty();
        }
        long rest = index.estimate(after, List.of());
        if (rest <= rows * MOST) {
            return Optional.of(new Found(List.of()));
        }
        ChunkEnd end = new ChunkEnd(index, interpolation, after, rows * DOUBLED, first.get(), last.get());
        end.beforeHigh = rest;
        return Optional.of(new Found(end.find()));
    }

    private List<String> find() {
        int stalled = 0;
        for (int step = 0; step < MAX_STEPS && !low.values().equals(high.values()); step++) {
            int shared = index.sharedColumns(low, high);
            if (shared == low.values().size()) {
                break;
            }
            double fraction = stalled == 0 ? expected() : STALLED_FRACTIONS[stalled % STALLED_FRACTIONS.length];
            long span = beforeHigh - beforeLow;
            Optional<FoundKey> end = narrow(interpolation.between(low, high, shared, fraction));
            if (end.isPresent()) {
                return end.get().values();
            }
            stalled = beforeHigh - beforeLow > span * 0.9 ? stalled + 1 : 0;
        }
        return nearest().values();
    }

    /** Where the wanted number lies between low and high, if keys are spread evenly. */
    private double expected() {
        double fraction = (double) (wanted - beforeLow) / Math.max(1, beforeHigh - beforeLow);
        return Math.min(0.98, Math.max(0.02, fraction));
    }

    /** Moves low or high to a key beside the guess; returns the end if that was found. */
    private Optional<FoundKey> narrow(KeyGuess guess) {
        Optional<FoundKey> behind = index.atOrBehind(guess, low, high);
        if (behind.isPresent()) {
            long rows = index.estimate(after, behind.get().values());
            if (isAbout(rows)) {
                return behind;
            }
            if (rows < wanted) {
                low = behind.get();
                beforeLow = rows;
                return Optional.empty();
            }
            high = behind.get();
            beforeHigh = rows;
        }
        Optional<FoundKey> before = index.before(guess, low, high);
        if (before.isEmpty()) {
            // Nothing lies between low and high any more.
            return Optional.of(nearest());
        }
        long rows = index.estimate(after, before.get().values());
        if (rows < wanted && !isAbout(rows)) {
            // It stands right before high.
            low = before.get();
            beforeLow = rows;
            return Optional.of(nearest());
        }
        if (isAbout(rows)) {
            return before;
        }
        high = before.get();
        beforeHigh = rows;
        return Optional.empty();
    }

    private boolean isAbout(long rows) {
        return rows >= wanted * LEAST && rows <= wanted * MOST;
    }

    /** The better one of the two that were found so far, in proportion. */
    private FoundKey nearest() {
        boolean isLowNearer = (double) beforeLow * beforeHigh > (double) wanted * wanted;
        return isLowNearer ? low : high;
    }
}
