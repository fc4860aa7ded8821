package dev.firn.app.demo.workload;

import java.util.EnumSet;
import java.util.Set;

/**
 * What a workload does.
 *
 * @param seed chooses operations, rows and values; with one worker a run repeats itself
 * @param workers how many threads, each with a connection
 * @param initialRows how many orders there are before the workload starts; other tables in proportion
 * @param bulkRows how many rows a bigger transaction touches
 * @param transactionsPerSecond of all workers together; 0 for as many as the server takes
 * @param features what it may do
 */
public record WorkloadSettings(
        long seed, int workers, int initialRows, int bulkRows, int transactionsPerSecond, Set<Feature> features) {

    public WorkloadSettings {
        if (workers < 1 || initialRows < 0 || bulkRows < 1 || transactionsPerSecond < 0) {
            throw new IllegalArgumentException(
                    "A workload needs at least one worker and one row in a bigger transaction,"
                            + " and nothing negative: workers " + workers + ", initial rows " + initialRows
                            + ", bulk rows "
                            + bulkRows + ", transactions per second " + transactionsPerSecond);
        }
        features = Set.copyOf(features);
    }

    /** Everything there is, at a modest size and as fast as it goes. */
    public static WorkloadSettings of(long seed) {
        return new WorkloadSettings(seed, 3, 1_000, 500, 0, EnumSet.allOf(Feature.class));
    }

    public WorkloadSettings withWorkers(int changed) {
        return new WorkloadSettings(seed, changed, initialRows, bulkRows, transactionsPerSecond, features);
    }

    public WorkloadSettings withInitialRows(int changed) {
        return new WorkloadSettings(seed, workers, changed, bulkRows, transactionsPerSecond, features);
    }

    public WorkloadSettings withBulkRows(int changed) {
        return new WorkloadSettings(seed, workers, initialRows, changed, transactionsPerSecond, features);
    }

    public WorkloadSettings withTransactionsPerSecond(int changed) {
        return new WorkloadSettings(seed, workers, initialRows, bulkRows, changed, features);
    }

    /** The same with these features alone. */
    public WorkloadSettings only(Feature first, Feature... rest) {
        return new WorkloadSettings(
                seed, workers, initialRows, bulkRows, transactionsPerSecond, EnumSet.of(first, rest));
    }

    /** The same without these features. */
    public WorkloadSettings without(Feature first, Feature... rest) {
        Set<Feature> left = EnumSet.allOf(Feature.class);
        left.retainAll(features);
        left.removeAll(EnumSet.of(first, rest));
        return new WorkloadSettings(seed, workers, initialRows, bulkRows, transactionsPerSecond, left);
    }
}
