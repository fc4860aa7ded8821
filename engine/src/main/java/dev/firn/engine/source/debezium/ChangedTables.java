package dev.firn.engine.source.debezium;

import dev.firn.engine.source.debezium.SqlWords.Word;
import dev.firn.schema.source.TableId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The tables whose rows a statement of MySQL changes, as far as its text tells: those that it names as its targets. Of a statement on several tables
 * these are all that it joins, whichever of them it sets something in.
 */
final class ChangedTables {

    private static final Set<String> MODIFIERS =
            Set.of("LOW_PRIORITY", "HIGH_PRIORITY", "DELAYED", "QUICK", "IGNORE", "INTO");
    private static final Set<String> JOINS = Set.of("JOIN", "STRAIGHT_JOIN");
    private static final Set<String> ENDS = Set.of("SET", "WHERE", "ORDER", "LIMIT", "USING");

    /** What may stand before a bracket and calls nothing that could change a table. */
    private static final Set<String> NO_CALLS = Set.of(
            "VALUES",
            "VALUE",
            "JOIN",
            "IN",
            "AND",
            "OR",
            "NOT",
            "WHERE",
            "SET",
            "ON",
            "SELECT",
            "FROM",
            "KEY",
            "USING",
            "EXISTS",
            "ALL",
            "ANY",
            "SOME",
            "AS",
            "ROW",
            "WHEN",
            "THEN",
            "ELSE",
            "CASE",
            "BETWEEN",
            "LIKE",
            "HAVING",
            "BY",
            "UNION",
            "PARTITION",
            "NAME_CONST",
            "COUNT",
            "MAX",
            "MIN",
            "SUM",
            "AVG",
            "BIT_XOR",
            "NOW",
            "CURRENT_TIMESTAMP",
            "UNIX_TIMESTAMP",
            "FROM_UNIXTIME",
            "DATE_ADD",
            "DATE_SUB",
            "CONCAT",
            "CONCAT_WS",
            "COALESCE",
            "IFNULL",
            "NULLIF",
            "ISNULL",
            "IF",
            "CRC32",
            "CONV",
            "CAST",
            "CONVERT",
            "LOWER",
            "UPPER",
            "TRIM",
            "REPLACE",
            "REPEAT",
            "LEFT",
            "RIGHT",
            "SUBSTRING",
            "LENGTH",
            "CHAR_LENGTH",
            "MD5",
            "SHA1",
            "SHA2",
            "HEX",
            "UNHEX",
            "UUID",
            "RAND",
            "FLOOR",
            "CEIL",
            "ROUND",
            "ABS",
            "MOD",
            "GREATEST",
            "LEAST",
            "DATE",
            "YEAR",
            "MONTH",
            "DAY");

    private final List<Word> words;
    private final String database;
    private final Set<TableId> tables = new LinkedHashSet<>();
    private boolean isCertain = true;
    private int next;

    private ChangedTables(List<Word> words, String database) {
        this.words = words;
        this.database = database;
    }

    /**
     * Reads a statement that changes rows.
     *
     * @param database what a name without a database belongs to
     * @return the tables; empty if the text does not tell them all, as where it calls a routine
     */
    static Optional<Set<TableId>> by(List<Word> words, String database) {
        ChangedTables reading = new ChangedTables(words, database);
        reading.read();
        return reading.isCertain && !reading.tables.isEmpty() ? Optional.of(reading.tables) : Optional.empty();
    }

    private void read() {
        if (take("INSERT") || take("REPLACE")) {
            skipModifiers();
            table();
            isCertain &= !callsUnknown(next + (isSymbol('(') ? 1 : 0));
        } else if (take("LOAD")) {
            skipTo("TABLE");
            table();
            isCertain &= !callsUnknown(next + (isSymbol('(') ? 1 : 0));
        } else if (take("UPDATE")) {
            skipModifiers();
            references();
            isCertain &= !callsUnknown(1);
        } else if (take("DELETE")) {
            skipModifiers();
            boolean names = !take("FROM");
            if (names) {
                skipTo("FROM");
            }
            references();
            if (!names && take("USING")) {
                tables.clear();
                references();
            }
            isCertain &= !callsUnknown(1);
        } else {
            isCertain = false;
        }
    }

    private void skipModifiers() {
        while (next < words.size() && !words.get(next).quoted() && MODIFIERS.contains(upper(next))) {
            next++;
        }
    }

    /** Behind the keyword, where it stands outside of brackets. */
    private void skipTo(String keyword) {
        for (int depth = 0; next < words.size(); next++) {
            depth += isSymbol('(') ? 1 : isSymbol(')') ? -1 : 0;
            if (depth == 0 && words.get(next).is(keyword)) {
                next++;
                return;
            }
        }
    }

    /** Tables that are listed and joined, up to what the statement does with them. */
    private void references() {
        boolean isTable = true;
        while (next < words.size()) {
            Word word = words.get(next);
            if (isTable) {
                isCertain &= word.canBeName();
                table();
                isTable = false;
            } else if (isSymbol('(')) {
                skipBrackets();
            } else if (isSymbol(',') || (!word.quoted() && JOINS.contains(upper(next)))) {
                next++;
                isTable = true;
            } else if (word.is("USING")
                    && next + 1 < words.size()
                    && words.get(next + 1).isSymbol('(')) {
                next++; // columns of a join
            } else if (!word.quoted() && ENDS.contains(upper(next))) {
                return;
            } else {
                next++;
            }
        }
        isCertain &= !isTable;
    }

    private void skipBrackets() {
        int depth = 0;
        do {
            depth += isSymbol('(') ? 1 : isSymbol(')') ? -1 : 0;
            next++;
        } while (depth > 0 && next < words.size());
    }

    private void table() {
        if (next >= words.size() || !words.get(next).canBeName()) {
            isCertain = false;
            next++;
            return;
        }
        String first = words.get(next++).text();
        if (isSymbol('.') && next + 1 < words.size()) {
            tables.add(new TableId(first, words.get(next + 1).text()));
            next += 2;
        } else {
            tables.add(new TableId(database, first));
        }
        isCertain &= !isSymbol('(')
                || words.get(0).is("INSERT")
                || words.get(0).is("REPLACE")
                || words.get(0).is("LOAD");
    }

    /** Whether something is called that is not known to leave all tables as they are: a function may be one that somebody has written. */
    private boolean callsUnknown(int from) {
        for (int i = Math.max(1, from); i < words.size(); i++) {
            Word before = words.get(i - 1);
            boolean isCall = words.get(i).isSymbol('(') && before.canBeName();
            boolean isQualified = i > 1 && words.get(i - 2).isSymbol('.');
            if (isCall && (isQualified || before.quoted() || !NO_CALLS.contains(upper(i - 1)))) {
                return true;
            }
        }
        return false;
    }

    private boolean take(String keyword) {
        boolean there = next < words.size() && words.get(next).is(keyword);
        if (there) {
            next++;
        }
        return there;
    }

    private boolean isSymbol(char symbol) {
        return next < words.size() && words.get(next).isSymbol(symbol);
    }

    private String upper(int at) {
        return words.get(at).text().toUpperCase(Locale.ROOT);
    }
}
