package dev.firn.app.bench;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/** Measures the process that it is in, and tells its parent on standard output. */
public final class Stopwatch {

    private static final int THREADS = 10;
    private static final String PROGRESS = "firn-bench-progress ";

    private final long processStartMillis = ManagementFactory.getRuntimeMXBean().getStartTime();
    private final AtomicLong peakHeapBytes = new AtomicLong();
    private final AtomicLong liveHeapBytes = new AtomicLong();
    private final Set<String> heapPools = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .map(MemoryPoolMXBean::getName)
            .collect(Collectors.toSet());
    private final Map<Long, Busy> busy = new ConcurrentHashMap<>();
    private volatile long firstRowMillis;

    private Stopwatch() {}

    /** Starts to watch the heap. The clock has run since the process started. */
    public static Stopwatch start() {
        Stopwatch stopwatch = new Stopwatch();
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            ((NotificationEmitter) collector)
                    .addNotificationListener(
                            (notification, handback) -> stopwatch.collected(
                                    GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData())),
                            notification -> notification
                                    .getType()
                                    .equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION),
                            null);
        }
        return stopwatch;
    }

    private void collected(GarbageCollectionNotificationInfo collection) {
        peakHeapBytes.accumulateAndGet(used(collection.getGcInfo().getMemoryUsageBeforeGc()), Math::max);
        liveHeapBytes.accumulateAndGet(used(collection.getGcInfo().getMemoryUsageAfterGc()), Math::max);
    }

    private long used(Map<String, MemoryUsage> pools) {
        return pools.entrySet().stream()
                .filter(pool -> heapPools.contains(pool.getKey()))
                .mapToLong(pool -> pool.getValue().getUsed())
                .sum();
    }

    /** The first row has come. */
    public void firstRow() {
        firstRowMillis = System.currentTimeMillis();
    }

    public boolean hasFirstRow() {
        return firstRowMillis != 0;
    }

    /** The work is done. */
    public Measurement stop(long rows) {
        long now = System.currentTimeMillis();
        long first = hasFirstRow() ? firstRowMillis : now;
        long cpuNanos = ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
        // Not the sum of the pools' own peaks, which are of different moments.
        long peak = peakHeapBytes.accumulateAndGet(
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(), Math::max);
        return new Measurement(
                rows, first - processStartMillis, now - first, cpuNanos / 1_000_000, peak, liveHeapBytes.get());
    }

    /** Looks at what each thread has taken so far; a thread that ends later counts with what was last seen. */
    public void look() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null) {
                long cpuNanos = threads.getThreadCpuTime(thread.getThreadId());
                if (cpuNanos > 0) {
                    busy.put(thread.getThreadId(), new Busy(thread.getThreadName(), cpuNanos / 1_000_000));
                }
            }
        }
    }

    /** What the busiest threads took, for the log of the process; the JVM's own threads are not among them. */
    public List<String> busiest() {
        look();
        return busy.values().stream()
                .sorted(Comparator.comparingLong(Busy::cpuMillis).reversed())
                .limit(THREADS)
                .map(thread -> "thread " + thread.name + ": " + thread.cpuMillis + " ms of processor time")
                .toList();
    }

    private record Busy(String name, long cpuMillis) {}

    /** A line that tells the parent how far the work is. */
    public static String progress(long rows) {
        return PROGRESS + rows;
    }

    /** The rows in a line of {@link #progress}; -1 if it is another line. */
    static long progress(String line) {
        return line.startsWith(PROGRESS) ? Long.parseLong(line.substring(PROGRESS.length())) : -1;
    }
}
