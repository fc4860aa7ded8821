package dev.firn.engine.source.postgres;

import dev.firn.schema.source.TableId;
import java.util.List;

/**
 * Which replica identity helps a heap. The full one never where a generated column is not logged: from version 18 on it makes the application's
 * UPDATE and DELETE fail while the table is published, and a server of an older version may be upgraded.
 *
 * @param heap the plain table or leaf partition
 * @param full whether it has the full one
 * @param notLogged its generated columns that the log does not carry
 * @param indexes that can be an identity, the best first
 * @param publishable whether the publication can be made to carry all of them
 * @param publication its name
 */
record IdentityRemedies(
        TableId heap,
        boolean full,
        List<String> notLogged,
        List<UniqueIndex> indexes,
        boolean publishable,
        String publication) {

    IdentityRemedies {
        notLogged = List.copyOf(notLogged);
        indexes = List.copyOf(indexes);
    }

    /**
     * What gives the heap an identity under which the application can write and the log says the key.
     *
     * @param key the columns by which rows are told apart in the lake; empty for a changelog without key
     */
    String of(List<String> key) {
        String table = "ALTER TABLE " + PostgresSql.quote(heap);
        if (notLogged.isEmpty()) {
            return table + " REPLICA IDENTITY FULL;";
        }
        String publish =
                GeneratedColumns.publishStored(publication) + (full ? "" : " " + table + " REPLICA IDENTITY FULL;");
        return indexes.stream()
                .filter(index -> index.columns().containsAll(key))
                .findFirst()
                .map(index -> table + " REPLICA IDENTITY "
                        + (index.primary() ? "DEFAULT;" : "USING INDEX " + PostgresSql.quote(index.name()) + ";")
                        + (publishable && full
                                ? " -- or, where the whole old row is wanted, and the generated columns too: " + publish
                                : ""))
                .orElseGet(() -> publishable
                        ? publish
                        : "give it a primary key over columns that are not generated"
                                + (key.isEmpty() ? "" : ", with " + String.join(", ", key)) + ", then " + table
                                + " REPLICA IDENTITY DEFAULT; (FULL would make UPDATE and DELETE fail from PostgreSQL 18 on,"
                                + " since " + String.join(", ", notLogged) + " is generated)");
    }

    /** What makes the log say whole old rows; empty if nothing does without harm. */
    String wholeRows() {
        String table = "ALTER TABLE " + PostgresSql.quote(heap) + " REPLICA IDENTITY FULL;";
        if (notLogged.isEmpty()) {
            return table;
        }
        return publishable ? GeneratedColumns.publishStored(publication) + " " + table : "";
    }
}
