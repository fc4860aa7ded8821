package dev.firn.app.demo.workload;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;

/** Draws operations by their weights. */
final class Choice {

    private final List<Operation> operations;
    private final int totalWeight;

    Choice(Predicate<Operation> allowed) {
        this.operations = Arrays.stream(Operation.values()).filter(allowed).toList();
        this.totalWeight = operations.stream().mapToInt(Operation::weight).sum();
    }

    /** An operation; empty if none is allowed. */
    Optional<Operation> draw(Random random) {
        int left = operations.isEmpty() ? 0 : random.nextInt(totalWeight);
        for (Operation operation : operations) {
            left -= operation.weight();
            if (left < 0) {
                return Optional.of(operation);
            }
        }
        return Optional.empty();
    }
}
