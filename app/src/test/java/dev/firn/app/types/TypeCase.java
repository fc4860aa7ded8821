package dev.firn.app.types;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.iceberg.types.Type;
import org.jspecify.annotations.Nullable;

/**
 * A type of the source, and what is to become of it.
 *
 * @param sourceType as CREATE TABLE takes it
 * @param chosen what the configuration makes of it; empty for nothing else than it becomes by itself
 */
record TypeCase(String sourceType, Outcome outcome, String chosen) {

    TypeCase(String sourceType, Outcome outcome) {
        this(sourceType, outcome, "");
    }

    /** The same with a type that the configuration gives it. */
    TypeCase as(String columnType) {
        return new TypeCase(sourceType, outcome, columnType);
    }

    /** Iceberg's format version that a table of the case needs. */
    int formatVersion() {
        return chosen.contains("_ns") || chosen.startsWith("variant") || chosen.startsWith("geometry") ? 3 : 2;
    }

    /** How reports name it. */
    String name() {
        return chosen.isEmpty() ? sourceType : sourceType + " as " + chosen;
    }

    /** What becomes of a column of the type. */
    sealed interface Outcome {}

    /**
     * A column of the lake. Null is always tried as well.
     *
     * @param type of the column
     * @param values edge values
     */
    record Becomes(Type type, List<Value> values) implements Outcome {
        public Becomes {
            values = List.copyOf(values);
        }
    }

    /**
     * Nothing: the table is not replicated, and says why.
     *
     * @param words in what it says
     */
    record Refused(List<String> words) implements Outcome {
        public Refused {
            words = List.copyOf(words);
        }
    }

    /**
     * A column whose Iceberg type lacks one value: that stops the table, loaded or streamed, and no other.
     *
     * @param literal the value
     * @param words in what the table says
     */
    record Stops(String literal, List<String> words) implements Outcome {
        public Stops {
            words = List.copyOf(words);
        }
    }

    /**
     * Null, by policy: a column that allows none at the source, and is optional in the lake.
     *
     * @param type of the column
     * @param literals the values
     */
    record Nulled(Type type, List<String> literals) implements Outcome {
        public Nulled {
            literals = List.copyOf(literals);
        }
    }

    /**
     * A value, both as it is written and as it is to be read.
     *
     * @param literal an SQL expression
     * @param expected as {@link Expectation} reads it by the Iceberg type; null for null
     */
    record Value(String literal, @Nullable String expected) {}

    static TypeCase becomes(String sourceType, Type type, Value... values) {
        return new TypeCase(sourceType, new Becomes(type, List.of(values)));
    }

    /** A case whose values are written in SQL as they are read in the lake. */
    static TypeCase becomes(String sourceType, Type type, String... numbers) {
        return new TypeCase(
                sourceType,
                new Becomes(
                        type,
                        Arrays.stream(numbers)
                                .map(number -> new Value(number, number))
                                .toList()));
    }

    /** The same with more values. */
    TypeCase and(Value... more) {
        Becomes becomes = (Becomes) outcome;
        List<Value> all = new ArrayList<>(becomes.values);
        all.addAll(List.of(more));
        return new TypeCase(sourceType, new Becomes(becomes.type, all), chosen);
    }

    static TypeCase refused(String sourceType, String... words) {
        return new TypeCase(sourceType, new Refused(List.of(words)));
    }

    static TypeCase stops(String sourceType, String literal, String... words) {
        return new TypeCase(sourceType, new Stops(literal, List.of(words)));
    }

    static TypeCase nulled(String sourceType, Type type, String... literals) {
        return new TypeCase(sourceType, new Nulled(type, List.of(literals)));
    }

    static Value value(String literal, @Nullable String expected) {
        return new Value(literal, expected);
    }

    /** A value in quotes that is read as it is written. */
    static Value quoted(String text) {
        return new Value("'" + text + "'", text);
    }
}
