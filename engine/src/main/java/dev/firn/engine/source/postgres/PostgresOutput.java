package dev.firn.engine.source.postgres;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How PostgreSQL prints values for Firn: the settings on which the text of a value depends. Sessions that read the log and sessions that
 * read tables have the same, whatever the user's, the database's or the machine's are, so that a value has one text.
 */
public final class PostgresOutput {

    private static final Map<String, String> SETTINGS = new TreeMap<>(Map.of(
            // Floating point numbers exactly.
            "extra_float_digits", "3",
            "bytea_output", "hex",
            "DateStyle", "ISO, YMD",
            "IntervalStyle", "postgres",
            "TimeZone", "UTC",
            "lc_monetary", "C",
            // What regclass and its like print is qualified where the path does not lead there.
            "search_path", "",
            "quote_all_identifiers", "off"));

    /** The statement that makes a session so. One, and a query: a session for replication takes no list of statements. */
    public static final String PIN = SETTINGS.entrySet().stream()
            .map(setting -> "pg_catalog.set_config('" + setting.getKey() + "', '" + setting.getValue() + "', false)")
            .collect(Collectors.joining(", ", "SELECT ", ""));

    private PostgresOutput() {}
}
