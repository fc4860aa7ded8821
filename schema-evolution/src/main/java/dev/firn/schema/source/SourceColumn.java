package dev.firn.schema.source;

/**
 * A column of a source table.
 *
 * @param name the column, in the source's own spelling
 * @param type its native type
 * @param nullable whether the source allows null in it
 */
public record SourceColumn(String name, SourceType type, boolean nullable) {

    /** The same column, when it allows null. */
    public SourceColumn allowingNull() {
        return new SourceColumn(name, type, true);
    }
}
