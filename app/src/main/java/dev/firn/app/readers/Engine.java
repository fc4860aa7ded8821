package dev.firn.app.readers;

import dev.firn.app.readers.Verdict.Evidence;
import dev.firn.app.readers.Verdict.Outcome;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * An engine that reads Iceberg tables, and what of them. The one table of these facts: {@code docs/readers.md} is written from it, and
 * {@code firn check} and {@code firn tables} answer by it.
 */
public enum Engine {
    ATHENA(
            "engine version 3",
            documented(Feature.POSITION_DELETES, Outcome.RIGHT, ""),
            documented(Feature.FORMAT_3, Outcome.REFUSED, ""),
            documented(Feature.DELETION_VECTORS, Outcome.REFUSED, "format version 3"),
            documented(Feature.COLUMN_DEFAULTS, Outcome.REFUSED, "format version 3"),
            documented(Feature.TIMESTAMP_NANO, Outcome.REFUSED, "format version 3"),
            documented(Feature.VARIANT, Outcome.REFUSED, "format version 3")),
    TRINO(
            "476",
            right(Feature.EQUALITY_DELETES),
            right(Feature.GLOBAL_EQUALITY_DELETES),
            right(Feature.POSITION_DELETES),
            right(Feature.FORMAT_3),
            wrong(Feature.COLUMN_DEFAULTS, "null instead of the default"),
            run(Feature.UUID_KEY, Outcome.RIGHT, "since no bounds are written for uuid columns")),
    SPARK(
            "4.1.4, Iceberg 1.12.0",
            right(Feature.EQUALITY_DELETES),
            right(Feature.GLOBAL_EQUALITY_DELETES),
            right(Feature.POSITION_DELETES),
            right(Feature.FORMAT_3),
            right(Feature.COLUMN_DEFAULTS),
            run(Feature.UUID_KEY, Outcome.RIGHT, "since no bounds are written for uuid columns"),
            refused(Feature.TIME, ""),
            refused(Feature.TIMESTAMP_NANO, "")),
    FLINK(
            "2.1.1, Iceberg 1.11.0",
            right(Feature.EQUALITY_DELETES),
            refused(Feature.GLOBAL_EQUALITY_DELETES, "Invalid partition spec id"),
            right(Feature.FORMAT_3),
            wrong(Feature.COLUMN_DEFAULTS, "null instead of the default"),
            run(Feature.UUID_KEY, Outcome.RIGHT, "since no bounds are written for uuid columns"),
            wrong(Feature.TIME, "milliseconds")),
    SNOWFLAKE("", documented(Feature.POSITION_DELETES, Outcome.RIGHT, "")),
    DATABRICKS("", documented(Feature.POSITION_DELETES, Outcome.WRONG, "deleted rows come back")),
    BIGQUERY(
            "",
            documented(Feature.POSITION_DELETES, Outcome.RIGHT, ""),
            documented(Feature.FORMAT_3, Outcome.RIGHT, "in its own runtime catalog"),
            documented(Feature.DELETION_VECTORS, Outcome.RIGHT, "in its own runtime catalog")),
    REDSHIFT(""),
    CLICKHOUSE(
            "26.9 (chdb 4.4.0)",
            right(Feature.EQUALITY_DELETES),
            wrong(Feature.GLOBAL_EQUALITY_DELETES, "deleted rows come back"),
            right(Feature.POSITION_DELETES),
            refused(Feature.DELETION_VECTORS, ""),
            right(Feature.FORMAT_3),
            wrong(Feature.COLUMN_DEFAULTS, "null instead of the default"),
            wrong(Feature.UUID_KEY, "filters on it find nothing"),
            wrong(Feature.TIME, "seconds")),
    DUCKDB(
            "1.5.5 (1.4 is wrong on partitioned tables)",
            right(Feature.EQUALITY_DELETES),
            right(Feature.GLOBAL_EQUALITY_DELETES),
            right(Feature.POSITION_DELETES),
            right(Feature.FORMAT_3),
            right(Feature.COLUMN_DEFAULTS),
            right(Feature.UUID_KEY),
            right(Feature.TIME),
            refused(Feature.TIMESTAMP_NANO, "timestamptz_ns")),
    PYICEBERG(
            "0.12",
            refused(Feature.EQUALITY_DELETES, ""),
            refused(Feature.GLOBAL_EQUALITY_DELETES, ""),
            right(Feature.POSITION_DELETES)),
    POLARS(
            "2.1",
            refused(Feature.EQUALITY_DELETES, ""),
            refused(Feature.GLOBAL_EQUALITY_DELETES, ""),
            right(Feature.POSITION_DELETES)),
    DAFT(
            "0.7.26",
            refused(Feature.EQUALITY_DELETES, ""),
            refused(Feature.GLOBAL_EQUALITY_DELETES, ""),
            right(Feature.POSITION_DELETES),
            refused(Feature.DELETION_VECTORS, "")),
    STARROCKS(""),
    DORIS("");

    private final String version;
    private final Map<Feature, Verdict> verdicts = new EnumMap<>(Feature.class);

    Engine(String version, Known... known) {
        this.version = version;
        for (Known one : known) {
            verdicts.put(one.feature(), one.verdict());
        }
    }

    private record Known(Feature feature, Verdict verdict) {}

    private static Known right(Feature feature) {
        return run(feature, Outcome.RIGHT, "");
    }

    private static Known refused(Feature feature, String what) {
        return run(feature, Outcome.REFUSED, what);
    }

    private static Known wrong(Feature feature, String what) {
        return run(feature, Outcome.WRONG, what);
    }

    private static Known run(Feature feature, Outcome outcome, String what) {
        return new Known(feature, new Verdict(outcome, Evidence.RUN, what));
    }

    private static Known documented(Feature feature, Outcome outcome, String what) {
        return new Known(feature, new Verdict(outcome, Evidence.DOCUMENTED, what));
    }

    /** The name, as it is configured. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The version that was run; empty if none was. */
    public String version() {
        return version;
    }

    /** How it copes with the feature. */
    public Verdict verdict(Feature feature) {
        return verdicts.getOrDefault(feature, Verdict.UNKNOWN);
    }

    /** All that is known of it. */
    public Map<Feature, Verdict> verdicts() {
        return Collections.unmodifiableMap(verdicts);
    }
}
