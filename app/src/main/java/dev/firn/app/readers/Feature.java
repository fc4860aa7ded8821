package dev.firn.app.readers;

/** What an Iceberg table may have that not every engine reads. */
public enum Feature {
    EQUALITY_DELETES("equality deletes", "set sink.deletes to resolved, or make the table a changelog, which has none"),
    GLOBAL_EQUALITY_DELETES(
            "equality deletes that apply to all partitions",
            "set sink.deletes to resolved, or partition by columns of the key, such as bucket(16, id), or not at all"),
    POSITION_DELETES(
            "position deletes of format version 2",
            "set sink.format-version to 3, which counts for tables that Firn creates from then on, or sink.deletes to equality"),
    DELETION_VECTORS(
            "deletion vectors of format version 3",
            "set sink.format-version to 2, which counts for tables that Firn creates from then on, or sink.deletes to equality"),
    FORMAT_3(
            "format version 3", "set sink.format-version to 2, which counts for tables that Firn creates from then on"),
    COLUMN_DEFAULTS(
            "defaults of columns in rows that were there before (format version 3)",
            "set backfill to always, so that the value is written into every row, or sink.format-version to 2"),
    UUID_KEY("a uuid in the key", "make it a string by column-types"),
    TIME("the type time", "make it a string by column-types"),
    TIMESTAMP_NANO("the types timestamp_ns and timestamptz_ns", "leave them out of column-types"),
    VARIANT("the type variant", "leave it out of column-types");

    private final String words;
    private final String cure;

    Feature(String words, String cure) {
        this.words = words;
        this.cure = cure;
    }

    /** What it is, as part of a sentence. */
    public String words() {
        return words;
    }

    /** What helps where an engine does not read it, as part of a sentence. */
    public String cure() {
        return cure;
    }
}
