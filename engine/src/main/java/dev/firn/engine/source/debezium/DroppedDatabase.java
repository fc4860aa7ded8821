package dev.firn.engine.source.debezium;

import dev.firn.engine.source.debezium.SqlWords.Word;
import dev.firn.engine.source.mysql.MysqlSql;
import dev.firn.engine.source.mysql.NameCase;
import java.util.List;
import java.util.Optional;

/** The statement that takes all tables of a database away without naming one of them, of which the connector says no more than that it was there. */
final class DroppedDatabase {

    private DroppedDatabase() {}

    /** The name of the database that a statement drops; empty if it is another one. */
    static Optional<String> by(String statement) {
        if (!statement.stripLeading().regionMatches(true, 0, "DROP", 0, 4) && !statement.startsWith("/*")) {
            return Optional.empty();
        }
        List<Word> words = SqlWords.of(statement);
        if (!is(words, 0, "DROP") || !(is(words, 1, "DATABASE") || is(words, 1, "SCHEMA"))) {
            return Optional.empty();
        }
        int name = is(words, 2, "IF") && is(words, 3, "EXISTS") ? 4 : 2;
        return name < words.size() ? Optional.of(words.get(name).text()) : Optional.empty();
    }

    /** The statement with the name as the server keeps it; another statement as it is. */
    static String spelled(String statement, NameCase names) {
        return by(statement)
                .map(database -> "DROP DATABASE IF EXISTS " + MysqlSql.quote(names.spelled(database)))
                .orElse(statement);
    }

    private static boolean is(List<Word> words, int at, String keyword) {
        return at < words.size()
                && !words.get(at).quoted()
                && words.get(at).text().equalsIgnoreCase(keyword);
    }
}
