package dev.firn.app.demo.workload;

import java.util.List;
import java.util.Map;

/**
 * What a workload has done so far.
 *
 * @param transactions committed ones
 * @param rolledBack transactions that were rolled back on purpose
 * @param conflicts transactions that the database rolled back because another was in the way
 * @param disconnects how often a worker lost its connection
 * @param operations how often each operation was part of a transaction that was committed
 * @param schemaChanges the statements that changed a schema, in order
 */
public record WorkloadReport(
        long transactions,
        long rolledBack,
        long conflicts,
        long disconnects,
        Map<Operation, Long> operations,
        List<String> schemaChanges) {

    public WorkloadReport {
        operations = Map.copyOf(operations);
        schemaChanges = List.copyOf(schemaChanges);
    }

    @Override
    public String toString() {
        return transactions + " transactions committed, " + rolledBack + " rolled back, " + conflicts + " in conflict, "
                + schemaChanges.size() + " schema changes, " + disconnects + " connections lost";
    }
}
