package dev.firn.engine.source.postgres;

import dev.firn.engine.source.jdbc.Session;
import java.util.Locale;
import java.util.Optional;

/**
 * What becomes of generated columns at a server: the log has none, or from version 18 on, if the publication says so, those whose values are stored.
 *
 * @param storedAreLogged whether the log has the stored ones; it never has the virtual ones
 * @param storedCanBeLogged whether the publication is there and can be made to carry the stored ones
 * @param forbidWrites whether the server refuses UPDATE and DELETE on a published table whose replica identity has one that is not logged
 */
record GeneratedColumns(boolean storedAreLogged, boolean storedCanBeLogged, boolean forbidWrites) {

    private static final int PUBLISHED_SINCE = 180_000;

    // The publication's row as JSON: before version 18 it has no such column.
    private static final String PUBLICATION =
            "SELECT to_jsonb(p) ->> 'pubgencols' FROM pg_publication p WHERE pubname = ?";

    static GeneratedColumns of(Session session, String publication) {
        boolean forbidWrites = PostgresSql.version(session) >= PUBLISHED_SINCE;
        return session.first(PUBLICATION, row -> Optional.ofNullable(row.getString(1)), publication)
                .map(option -> new GeneratedColumns(option.equals(Optional.of("s")), option.isPresent(), forbidWrites))
                .orElseGet(() -> new GeneratedColumns(false, false, forbidWrites));
    }

    /** A query that says, in the place of its {@code %s}, whether the log has a column: a condition on {@code a}, its row of pg_attribute. */
    String in(String query) {
        return String.format(
                Locale.ROOT, query, storedAreLogged ? "a.attgenerated IN ('', 's')" : "a.attgenerated = ''");
    }

    /** The statement with which it has the stored ones. */
    static String publishStored(String publication) {
        return "ALTER PUBLICATION " + PostgresSql.quote(publication) + " SET (publish_generated_columns = stored);";
    }
}
