package dev.firn.engine.source.debezium;

import dev.firn.engine.source.debezium.AlterStatement.Change;
import dev.firn.engine.source.debezium.AlterStatement.Change.Dropped;
import dev.firn.engine.source.debezium.AlterStatement.Change.Renamed;
import dev.firn.engine.source.mysql.MysqlSql;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Statements that rename columns to names that others of the table have until then, as in a swap. MySQL renames all at a time, the connector one after
 * the other, and loses columns: it is told of names in between.
 */
final class SimultaneousRenames {

    private SimultaneousRenames() {}

    /** The statement as the connector understands it; nearly always as it is. */
    static String inTurn(String statement) {
        if (!mayRename(statement)) {
            return statement;
        }
        Optional<List<Change>> changes = AlterStatement.read(statement);
        return changes.isPresent() && overlap(changes.get()) ? rewritten(statement, changes.get()) : statement;
    }

    private static boolean mayRename(String statement) {
        return statement.length() > 10
                && !statement.startsWith("BEGIN")
                && statement.toUpperCase(Locale.ROOT).contains("ALTER");
    }

    private static boolean overlap(List<Change> changes) {
        Set<String> former = new HashSet<>();
        for (Change change : changes) {
            if (change instanceof Renamed renamed) {
                former.add(lower(renamed.column()));
            } else if (change instanceof Dropped dropped) {
                former.add(lower(dropped.column()));
            }
        }
        return changes.stream()
                .anyMatch(change -> change instanceof Renamed renamed
                        && !renamed.column().equalsIgnoreCase(renamed.to())
                        && former.contains(lower(renamed.to())));
    }

    private static String rewritten(String statement, List<Change> changes) {
        StringBuilder sql = new StringBuilder();
        StringBuilder afterwards = new StringBuilder();
        int copied = 0;
        int number = 0;
        for (Change change : changes) {
            if (change instanceof Renamed renamed) {
                number++;
                String between = "`firn in between " + number + "`";
                sql.append(statement, copied, renamed.toStarts()).append(between);
                copied = renamed.toEnds();
                afterwards
                        .append(", RENAME COLUMN ")
                        .append(between)
                        .append(" TO ")
                        .append(MysqlSql.quote(renamed.to()));
            }
        }
        return sql.append(statement, copied, statement.length())
                .append(afterwards)
                .toString();
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
