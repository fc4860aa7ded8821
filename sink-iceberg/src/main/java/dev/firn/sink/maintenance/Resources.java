package dev.firn.sink.maintenance;

/**
 * What maintenance may use of the process.
 *
 * @param threads how many tables, and files to be deleted, are worked on at a time
 * @param memoryBytes how much the keys and positions of deletes may take in memory, of all threads together
 * @param bytesPerSecond how much a rewrite reads and writes at most; 0 for no limit
 */
public record Resources(int threads, long memoryBytes, long bytesPerSecond) {

    public Resources {
        if (threads < 1 || memoryBytes < 1 || bytesPerSecond < 0) {
            throw new IllegalArgumentException("maintenance needs a thread and memory, and no negative limit");
        }
    }
}
