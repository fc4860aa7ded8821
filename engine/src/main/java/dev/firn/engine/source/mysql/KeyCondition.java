package dev.firn.engine.source.mysql;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The condition that selects a range of keys, by bounds that all must hold. A comparison of several columns is written out, {@code a > 1 OR
 * (a = 1 AND b > 2)}: of this form MySQL makes ranges of the index, of {@code (a, b) > (1, 2)} it does not.
 *
 * <p>A bound may name the first columns of the key only. Then it stands before or behind all keys that begin so.
 */
final class KeyCondition {

    private final List<KeyColumn> columns;
    private final List<String> bounds = new ArrayList<>();

    KeyCondition(List<KeyColumn> columns) {
        this.columns = columns;
    }

    /** Greater than the key; no bound if it is empty. */
    KeyCondition after(List<String> key) {
        return bound(literals(key), Comparison.GREATER, Comparison.GREATER);
    }

    /** Less than the key, or equal; no bound if it is empty. */
    KeyCondition upTo(List<String> key) {
        return bound(literals(key), Comparison.LESS, Comparison.LESS_OR_EQUAL);
    }

    /** Less than the key. */
    KeyCondition before(List<String> key) {
        return bound(literals(key), Comparison.LESS, Comparison.LESS);
    }

    /** Greater than the guess, or equal. */
    KeyCondition from(KeyGuess guess) {
        return bound(literals(guess), Comparison.GREATER, Comparison.GREATER_OR_EQUAL);
    }

    /** Less than the guess. */
    KeyCondition before(KeyGuess guess) {
        return bound(literals(guess), Comparison.LESS, Comparison.LESS);
    }

    /** A WHERE clause with a blank before it, or nothing. */
    String sql() {
        return bounds.isEmpty() ? "" : " WHERE " + String.join(" AND ", bounds);
    }

    private enum Comparison {
        GREATER(">"),
        GREATER_OR_EQUAL(">="),
        EQUAL("="),
        LESS("<"),
        LESS_OR_EQUAL("<=");

        private final String sql;

        Comparison(String sql) {
            this.sql = sql;
        }

        /** The ordinals of an enumeration that compare so with one of them; 0 stands for a value that is no label. */
        IntStream ordinals(int value, int labels) {
            return switch (this) {
                case GREATER -> IntStream.rangeClosed(value + 1, labels);
                case GREATER_OR_EQUAL -> IntStream.rangeClosed(value, labels);
                case EQUAL -> IntStream.of(value);
                case LESS -> IntStream.range(0, value);
                case LESS_OR_EQUAL -> IntStream.rangeClosed(0, value);
            };
        }
    }

    /** What a column is compared with: the literal, and for an enumeration its number. */
    private record Operand(KeyColumn column, String value, String literal) {

        String compared(Comparison comparison) {
            if (column.labels() == 0) {
                return column.quoted() + " " + comparison.sql + " " + literal;
            }
            // Of an enumeration MySQL makes ranges of the index for equality alone, so the ordinals are listed. One
            // alone
            // would become a constant column, and the order of the index would no longer be recognised.
            int[] listed = comparison
                    .ordinals(Integer.parseInt(value), column.labels())
                    .toArray();
            String ordinals = IntStream.concat(
                            IntStream.of(listed), IntStream.of(listed).limit(listed.length == 1 ? 1 : 0))
                    .mapToObj(Integer::toString)
                    .collect(Collectors.joining(", "));
            return ordinals.isEmpty() ? "FALSE" : column.quoted() + " IN (" + ordinals + ")";
        }
    }

    private List<Operand> literals(List<String> key) {
        List<Operand> operands = new ArrayList<>();
        for (int i = 0; i < key.size(); i++) {
            KeyColumn column = columns.get(i);
            operands.add(new Operand(column, key.get(i), column.literal(key.get(i))));
        }
        return operands;
    }

    private List<Operand> literals(KeyGuess guess) {
        List<Operand> operands = literals(guess.prefix());
        KeyColumn column = columns.get(operands.size());
        operands.add(new Operand(column, guess.shown(), column.guess(guess.shown())));
        return operands;
    }

    private KeyCondition bound(List<Operand> operands, Comparison beyond, Comparison last) {
        if (!operands.isEmpty()) {
            bounds.add(IntStream.range(0, operands.size())
                    .mapToObj(depth -> alternative(operands, depth, depth == operands.size() - 1 ? last : beyond))
                    .collect(Collectors.joining(" OR ", "(", ")")));
        }
        return this;
    }

    /** Equal in the columns before, and different in this one. */
    private static String alternative(List<Operand> operands, int depth, Comparison comparison) {
        List<String> parts = new ArrayList<>();
        for (Operand equal : operands.subList(0, depth)) {
            parts.add(equal.compared(Comparison.EQUAL));
        }
        parts.add(operands.get(depth).compared(comparison));
        return String.join(" AND ", parts).transform(text -> "(" + text + ")");
    }
}
