package dev.firn.engine.source.mysql;

import dev.firn.engine.source.Finding;
import dev.firn.engine.source.SourceCatalog.Refusal;
import dev.firn.engine.source.SourceException;
import dev.firn.engine.source.SourceException.Cure;
import dev.firn.engine.source.jdbc.Session;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The databases whose changes the server leaves out of its log, as it was started to: {@code binlog-do-db} and {@code binlog-ignore-db}. Rows go by the
 * database of their table, statements by the one that their session uses.
 *
 * @param logged if there are any, no others are logged
 * @param ignored the databases that are not logged
 */
record BinlogFilters(List<String> logged, List<String> ignored) {

    private static final String REMEDY =
            "take it out of the server's options and start the server again, then run 'firn resync' for the tables of that database";

    BinlogFilters {
        logged = List.copyOf(logged);
        ignored = List.copyOf(ignored);
    }

    static BinlogFilters read(Session session) {
        return session.first(
                        BinlogEnd.statement(session),
                        row -> new BinlogFilters(
                                names(row.getString("Binlog_Do_DB")), names(row.getString("Binlog_Ignore_DB"))))
                .orElseGet(() -> new BinlogFilters(List.of(), List.of()));
    }

    /** The same for a user who may not ask for it: nothing is replicated as that user, and the check says so. */
    static BinlogFilters readIfAllowed(Session session) {
        try {
            return read(session);
        } catch (SourceException e) {
            if (e.cure() != Cure.OPERATOR) {
                throw e;
            }
            return new BinlogFilters(List.of(), List.of());
        }
    }

    private static List<String> names(@Nullable String list) {
        return list == null || list.isBlank()
                ? List.of()
                : Arrays.stream(list.split(",")).map(String::strip).toList();
    }

    private boolean logs(String database) {
        return logged.isEmpty() ? !ignored.contains(database) : logged.contains(database);
    }

    /** Why the tables of a database cannot be replicated; empty if they can. */
    Optional<Refusal> refusal(String database) {
        return logs(database)
                ? Optional.empty()
                : Optional.of(new Refusal(
                        "the server does not write changes of " + database + " to its log (" + option() + ")", REMEDY));
    }

    /** What any filter does to tables of all databases; empty if there is none. */
    Optional<Finding> warning() {
        return logged.isEmpty() && ignored.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        Finding.warning(
                                "binlog filters",
                                "the server was started with " + option()
                                        + ": by it also a definition that a session changes which uses another database (USE) is not in the log",
                                "take it out of the server's options, or let sessions use the database of the table that they alter"));
    }

    private String option() {
        return logged.isEmpty()
                ? "binlog-ignore-db = " + String.join(", ", ignored)
                : "binlog-do-db = " + String.join(", ", logged);
    }
}
