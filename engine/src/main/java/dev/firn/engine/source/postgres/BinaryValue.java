package dev.firn.engine.source.postgres;

/**
 * Reads one value in PostgreSQL's binary form (the {@code …send} function of its type) as the internal value of one Iceberg type.
 * On the hot path of loads.
 */
@FunctionalInterface
interface BinaryValue {

    /**
     * Reads a value that is not null.
     *
     * @param bytes holds it
     * @param from its first byte
     * @param length how many bytes it has
     * @throws dev.firn.engine.source.jdbc.UnreadableValueException if it has no counterpart in the Iceberg type
     */
    Object read(byte[] bytes, int from, int length);
}
