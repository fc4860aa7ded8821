package dev.firn.engine.source.debezium;

import com.github.shyiko.mysql.binlog.event.QueryEventData;
import dev.firn.schema.source.TableId;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Changes that a session has written to the log as the statement that made them ({@code SET SESSION binlog_format = STATEMENT}), of which nobody can
 * tell the rows: the table that such a statement changes is refused. The connector only logs a warning.
 */
final class BinlogStatements {

    private static final String NAME = "(`(?:[^`]|``)+`|[^\\s`.(,;]+)";

    /** A statement's verb and the first table that it names as one that it changes; what a further table of it would be is not looked at. */
    private static final Pattern CHANGE = Pattern.compile(
            "\\s*(?:/\\*.*?\\*/\\s*)*(?:(?:INSERT|REPLACE)\\s+(?:LOW_PRIORITY\\s+|DELAYED\\s+|HIGH_PRIORITY\\s+|IGNORE\\s+)*(?:INTO\\s+)?"
                    + "|UPDATE\\s+(?:LOW_PRIORITY\\s+|IGNORE\\s+)*"
                    + "|DELETE\\s+(?:LOW_PRIORITY\\s+|QUICK\\s+|IGNORE\\s+)*FROM\\s+"
                    + "|LOAD\\s+(?:DATA|XML)\\s.*?INTO\\s+TABLE\\s+)"
                    + NAME + "(?:\\s*\\.\\s*" + NAME + ")?.*",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private static final String REASON =
            "a session has written a statement to the log instead of the rows that it changed"
                    + " (SET SESSION binlog_format); set it to ROW there, then resync the table";

    private final BinlogRefusals refusals;

    BinlogStatements(BinlogRefusals refusals) {
        this.refusals = refusals;
    }

    /** Looks at a statement of the log. */
    void examine(QueryEventData query) {
        String sql = query.getSql();
        if (mayChangeRows(sql)) {
            Matcher change = CHANGE.matcher(sql);
            if (change.matches()) {
                refusals.add(table(query.getDatabase(), change.group(1), change.group(2)), REASON);
            }
        }
    }

    /** Nearly every statement of the log is BEGIN. */
    private static boolean mayChangeRows(String sql) {
        if (sql.length() < 10) {
            return false;
        }
        return switch (sql.charAt(0)) {
            case 'B', 'b', 'C', 'c', 'A', 'a', 'G', 'g', 'X', 'x' -> false;
            default -> true;
        };
    }

    private static TableId table(String database, String first, @Nullable String second) {
        return second == null ? new TableId(database, plain(first)) : new TableId(plain(first), plain(second));
    }

    private static String plain(String name) {
        return name.startsWith("`") ? name.substring(1, name.length() - 1).replace("``", "`") : name;
    }
}
