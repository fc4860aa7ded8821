package dev.firn.engine.source.jdbc;

import dev.firn.engine.decode.UndecodableValueException;

/**
 * A rule by which the log's values are decoded, for those that a query sends.
 *
 * @param <T> what a value is sent as
 */
@FunctionalInterface
public interface LogRule<T> {

    /** The value in Iceberg's internal representation. */
    Object decode(T sent) throws UndecodableValueException;

    /**
     * Applies a rule.
     *
     * @throws UnreadableValueException if the Iceberg type has no such value
     */
    static <T> Object read(LogRule<T> rule, T sent) {
        try {
            return rule.decode(sent);
        } catch (UndecodableValueException e) {
            throw new UnreadableValueException(e);
        }
    }
}
