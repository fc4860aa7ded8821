package dev.firn.app.demo.workload;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts what workers do. */
final class Tally {

    private final Map<Operation, Long> operations = new EnumMap<>(Operation.class);
    private long transactions;
    private long rolledBack;
    private long conflicts;
    private long disconnects;

    synchronized void committed(List<Operation> parts) {
        transactions++;
        parts.forEach(part -> operations.merge(part, 1L, Long::sum));
    }

    synchronized void rolledBack() {
        rolledBack++;
    }

    synchronized void conflict() {
        conflicts++;
    }

    synchronized void disconnected() {
        disconnects++;
    }

    synchronized WorkloadReport report(List<String> schemaChanges) {
        return new WorkloadReport(transactions, rolledBack, conflicts, disconnects, operations, schemaChanges);
    }
}
