package dev.firn.app.demo.workload;

import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** The ids that were given so far, by table; shared by all workers. */
final class Ids {

    private final Map<ShopTable, AtomicLong> last = new EnumMap<>(ShopTable.class);

    Ids() {
        for (ShopTable table : ShopTable.values()) {
            last.put(table, new AtomicLong());
        }
    }

    /** An id that was never given. */
    long next(ShopTable table) {
        return counter(table).incrementAndGet();
    }

    /** An id that was given, of a row that may still be there; recent ones more often, as in life. */
    long given(ShopTable table, Random random) {
        long highest = Math.max(1, counter(table).get());
        long recent = Math.min(highest, 50);
        return random.nextInt(3) == 0 ? highest - random.nextLong(recent) : 1 + random.nextLong(highest);
    }

    private AtomicLong counter(ShopTable table) {
        AtomicLong counter = last.get(table);
        if (counter == null) {
            throw new IllegalStateException("There is a counter for every table, but none for " + table);
        }
        return counter;
    }
}
