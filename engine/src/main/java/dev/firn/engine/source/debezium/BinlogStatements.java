package dev.firn.engine.source.debezium;

import dev.firn.engine.source.debezium.SqlWords.Word;
import dev.firn.engine.source.mysql.LoggedServer;
import dev.firn.schema.source.TableId;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Changes that a session has written to the log as the statement that made them ({@code SET SESSION binlog_format = STATEMENT}), of which nobody can
 * tell the rows: every table that such a statement may have changed is refused. The connector only logs a warning.
 *
 * <p>These are the tables that it names as its targets, if nothing else can have been changed by it. By a trigger, a function or a view it can: then
 * they are all tables of the databases that the log says it has written to.
 */
final class BinlogStatements {

    private static final String REASON =
            "a session has written a statement to the log instead of the rows that it changed"
                    + " (SET SESSION binlog_format); set it to ROW there, then resync the table";

    private static final int MOST_SESSIONS = 1_000;

    private final BinlogRefusals refusals;
    private final MysqlHistory history;
    private final LoggedServer server;

    /** The tables that only a session has, by the number of the session. */
    private final Map<Long, Set<TableId>> temporary = new HashMap<>();

    /**
     * @param history the definitions up to the statement, as the connector, which reads in the same thread, has written them
     */
    BinlogStatements(BinlogRefusals refusals, MysqlHistory history, LoggedServer server) {
        this.refusals = refusals;
        this.history = history;
        this.server = server;
    }

    /** A statement that changes rows. */
    void changed(BinlogQuery query, List<Word> words) {
        List<TableId> targets = ChangedTables.by(words, query.getDatabase()).stream()
                .flatMap(Collection::stream)
                .map(server.nameCase()::spelled)
                .toList();
        Set<TableId> own = temporary.getOrDefault(query.getThreadId(), Set.of());
        boolean isTold = !targets.isEmpty() && targets.stream().allMatch(table -> isAlone(table, own));
        List<TableId> changed = isTold
                ? targets.stream().filter(table -> !own.contains(table)).toList()
                : history.tablesOf(query.updatedDatabases());
        changed.forEach(table -> refusals.add(table, REASON));
    }

    /** Whether nothing else changes with the table: a view's name stands for others. */
    private boolean isAlone(TableId table, Set<TableId> own) {
        return own.contains(table) || (history.has(table) && !server.mayFireTriggers(table));
    }

    /** A table that only the session has comes, or goes; it hides one of the same name from the session. */
    void temporaryTable(BinlogQuery query, List<Word> words) {
        if (temporary.size() > MOST_SESSIONS) {
            temporary.clear();
        }
        Set<TableId> own = temporary.computeIfAbsent(query.getThreadId(), session -> new HashSet<>());
        Set<TableId> named = new HashSet<>();
        for (SqlStatement.NamedTable table : SqlStatement.of(words).tables()) {
            if (table.role() != SqlStatement.Role.READ) {
                named.add(server.nameCase().spelled(table.in(query.getDatabase())));
            }
        }
        if (words.get(0).is("CREATE")) {
            own.addAll(named);
        } else {
            own.removeAll(named);
        }
    }
}
