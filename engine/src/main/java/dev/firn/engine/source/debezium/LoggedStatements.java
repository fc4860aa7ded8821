package dev.firn.engine.source.debezium;

import dev.firn.engine.source.debezium.SqlWords.Word;
import dev.firn.engine.source.mysql.NameCase;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The one place through which every statement of the log goes on its way to the connector, which would take each for one of a session as it
 * likes them. What is none of its business is passed over; the rest it gets in the plain language. For one thread.
 */
final class LoggedStatements {

    /** What the connector gets instead of a statement that is none of its business, and skips as its settings say. */
    static final String PASSED_OVER = "firn: passed over";

    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)\\.(\\d+).*");

    /** What the connector has to know of transactions; of savepoints it has not. */
    private static final Pattern OF_TRANSACTIONS =
            Pattern.compile("\\s*(COMMIT|ROLLBACK|XA\\s.*)\\s*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private final NameCase names;
    private final BinlogStatements rows;
    private int serverVersion = SqlWords.NEWEST;

    /**
     * @param names how the server compares names
     * @param rows gets the statements that change rows
     */
    LoggedStatements(NameCase names, BinlogStatements rows) {
        this.names = names;
        this.rows = rows;
    }

    /** Notes which version of the server wrote what follows, as in {@code 8.0.33-debug}. */
    void writtenBy(String version) {
        Matcher parts = VERSION.matcher(version);
        serverVersion = parts.matches()
                ? Integer.parseInt(parts.group(1)) * 10_000
                        + Integer.parseInt(parts.group(2)) * 100
                        + Integer.parseInt(parts.group(3))
                : SqlWords.NEWEST;
    }

    /** Makes of a statement what the connector is to see. */
    void put(BinlogQuery query) {
        String sql = query.getSql();
        if (sql.equals("BEGIN")) {
            return;
        }
        List<Word> words = SqlWords.of(sql, query.mode(), serverVersion);
        SqlStatement statement = SqlStatement.of(words);
        query.setDatabase(names.spelled(query.getDatabase()));
        switch (statement.kind()) {
            case TRANSACTION -> {
                if (!OF_TRANSACTIONS.matcher(sql).matches()) {
                    query.setSql(PASSED_OVER);
                }
            }
            case ROWS -> {
                rows.changed(query, words);
                query.setSql(PASSED_OVER);
            }
            case TEMPORARY_TABLES -> {
                rows.temporaryTable(query, words);
                query.setSql(PASSED_OVER);
            }
            case OTHER -> query.setSql(PASSED_OVER);
            default -> {
                String plain =
                        PlainStatement.of(sql, words, statement.qualifiedBy(query.getDatabase()), query.mode(), names);
                query.setSql(SimultaneousRenames.inTurn(DroppedDatabase.spelled(plain, names)));
            }
        }
    }
}
