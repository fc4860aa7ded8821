package dev.firn.engine.source.debezium;

import dev.firn.engine.source.debezium.SqlWords.Word;
import dev.firn.schema.source.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a statement of MySQL is about, as far as its first words and the names of its tables tell. More of it is not understood here, so that a
 * clause that nobody has heard of yet makes no difference.
 *
 * @param kind what it is about
 * @param tables the tables whose definition or rows it changes as a definition does, in its order; empty for other kinds than {@link Kind#TABLES} and {@link
 *     Kind#TEMPORARY_TABLES}
 */
record SqlStatement(Kind kind, List<NamedTable> tables) {

    /** What a statement is about. */
    enum Kind {
        /** Where a transaction begins, ends or could end. */
        TRANSACTION,
        /** Rows, which a log of rows tells apart. */
        ROWS,
        /** What later definitions fall back to, and databases as a whole. */
        DEFAULTS,
        /** Tables that it names. */
        TABLES,
        /** Tables that only a session has. */
        TEMPORARY_TABLES,
        /** Nothing that is replicated: views, routines, users. */
        OTHER,
        /** Nobody knows. */
        UNKNOWN
    }

    /** What becomes of a table that a statement names. */
    enum Role {
        /** It is there before and afterwards. */
        CHANGED,
        /** It is there afterwards. */
        MADE,
        /** It is not there afterwards, under this name. */
        GONE,
        /** It only lends its definition to another. */
        READ
    }

    /**
     * A table as a statement names it.
     *
     * @param schema empty if the statement leaves it to the session
     * @param starts where the name begins in the statement
     * @param ends where it ends there
     */
    record NamedTable(String schema, String name, Role role, int starts, int ends) {

        /** The table, for a session in a database. */
        TableId in(String database) {
            return new TableId(schema.isEmpty() ? database : schema, name);
        }
    }

    private static final Set<String> TRANSACTIONS =
            Set.of("BEGIN", "START", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "XA", "END");
    private static final Set<String> ROW_CHANGES =
            Set.of("INSERT", "REPLACE", "UPDATE", "DELETE", "LOAD", "WITH", "CALL", "DO", "SELECT");
    private static final Set<String> OTHERS = Set.of(
            "GRANT",
            "REVOKE",
            "ANALYZE",
            "OPTIMIZE",
            "REPAIR",
            "CHECK",
            "CHECKSUM",
            "FLUSH",
            "INSTALL",
            "UNINSTALL",
            "IMPORT",
            "LOCK",
            "UNLOCK",
            "KILL",
            "SHOW",
            "RESET",
            "PURGE",
            "CHANGE",
            "STOP",
            "SHUTDOWN",
            "RESTART",
            "CLONE",
            "CACHE");

    /** What follows CREATE, ALTER, DROP and RENAME, once what stands before it is passed over. */
    private static final Set<String> OBJECTS = Set.of(
            "TABLE",
            "TABLES",
            "INDEX",
            "DATABASE",
            "SCHEMA",
            "VIEW",
            "PROCEDURE",
            "FUNCTION",
            "TRIGGER",
            "EVENT",
            "USER",
            "ROLE",
            "SERVER",
            "TABLESPACE",
            "LOGFILE",
            "RESOURCE",
            "REFERENCE",
            "INSTANCE",
            "LIBRARY",
            "PREPARE",
            "MASKING");

    SqlStatement {
        tables = List.copyOf(tables);
    }

    private SqlStatement(Kind kind) {
        this(kind, List.of());
    }

    /**
     * The same, naming the database of each table where it names that of one: whoever is told of a table in one database takes the others for those of
     * the same.
     */
    SqlStatement qualifiedBy(String database) {
        boolean isMixed = tables.stream().anyMatch(table -> !table.schema().isEmpty());
        return isMixed
                ? new SqlStatement(
                        kind,
                        tables.stream()
                                .map(table -> new NamedTable(
                                        table.in(database).schema(),
                                        table.name(),
                                        table.role(),
                                        table.starts(),
                                        table.ends()))
                                .toList())
                : this;
    }

    /** Reads a statement by its words. */
    static SqlStatement of(List<Word> words) {
        return new Reading(words).statement();
    }

    private static final class Reading {

        private final List<Word> words;
        private final List<NamedTable> tables = new ArrayList<>();
        private int next;

        Reading(List<Word> words) {
            this.words = words;
        }

        SqlStatement statement() {
            if (words.isEmpty()) {
                return new SqlStatement(Kind.OTHER);
            }
            while (next < words.size() && words.get(next).isSymbol('(')) {
                next++;
            }
            String verb = next < words.size() ? words.get(next++).text().toUpperCase(Locale.ROOT) : "";
            return switch (verb) {
                case "CREATE", "ALTER", "DROP", "RENAME" -> definition(verb);
                case "TRUNCATE" -> {
                    take("TABLE");
                    table(Role.CHANGED);
                    yield tables();
                }
                case "SET", "USE" -> new SqlStatement(Kind.DEFAULTS);
                default -> new SqlStatement(kind(verb));
            };
        }

        private static Kind kind(String verb) {
            if (TRANSACTIONS.contains(verb)) {
                return Kind.TRANSACTION;
            } else if (ROW_CHANGES.contains(verb)) {
                return Kind.ROWS;
            }
            return OTHERS.contains(verb) ? Kind.OTHER : Kind.UNKNOWN;
        }

        private SqlStatement definition(String verb) {
            boolean temporary = false;
            while (next < words.size() && !isObject(words.get(next))) {
                temporary |= words.get(next).is("TEMPORARY");
                next++;
            }
            if (next == words.size()) {
                return new SqlStatement(Kind.UNKNOWN);
            }
            switch (words.get(next++).text().toUpperCase(Locale.ROOT)) {
                case "TABLE", "TABLES" -> {
                    ofTable(verb);
                    if (temporary) {
                        return new SqlStatement(Kind.TEMPORARY_TABLES, tables);
                    }
                }
                case "INDEX" -> ofIndex();
                case "DATABASE", "SCHEMA" -> {
                    return new SqlStatement(Kind.DEFAULTS);
                }
                default -> {
                    return new SqlStatement(Kind.OTHER);
                }
            }
            return tables();
        }

        private static boolean isObject(Word word) {
            return word.kind() == SqlWords.Kind.BARE
                    && OBJECTS.contains(word.text().toUpperCase(Locale.ROOT));
        }

        private SqlStatement tables() {
            return tables.isEmpty() ? new SqlStatement(Kind.UNKNOWN) : new SqlStatement(Kind.TABLES, tables);
        }

        private void ofTable(String verb) {
            take("IF");
            take("NOT");
            take("EXISTS");
            switch (verb) {
                case "CREATE" -> {
                    table(Role.MADE);
                    boolean bracket = takeSymbol('(');
                    if (take("LIKE")) {
                        table(Role.READ);
                    } else if (bracket) {
                        next--;
                    }
                }
                case "ALTER" -> altered();
                case "DROP" -> {
                    do {
                        table(Role.GONE);
                    } while (takeSymbol(','));
                }
                default -> {
                    do {
                        table(Role.GONE);
                        take("TO");
                        table(Role.MADE);
                    } while (takeSymbol(','));
                }
            }
        }

        private void altered() {
            int first = tables.size();
            table(Role.CHANGED);
            for (int depth = 0; next < words.size(); ) {
                if (takeSymbol('(')) {
                    depth++;
                } else if (takeSymbol(')')) {
                    depth--;
                } else if (depth == 0 && take("RENAME")) {
                    if (!isBareBefore("COLUMN", "INDEX", "KEY")) {
                        boolean said = take("TO") || take("AS") || takeSymbol('=');
                        renamed(first, said);
                    }
                } else if (depth == 0 && take("EXCHANGE") && take("PARTITION")) {
                    while (next < words.size() && !take("TABLE")) {
                        next++;
                    }
                    table(Role.CHANGED);
                } else {
                    next++;
                }
            }
        }

        /** COLUMN, INDEX and KEY may be what the table is called if nothing like a name of one of those follows. */
        private boolean isBareBefore(String... keywords) {
            for (String keyword : keywords) {
                if (next + 1 < words.size()
                        && words.get(next).is(keyword)
                        && words.get(next + 1).canBeName()) {
                    return true;
                }
            }
            return false;
        }

        private void renamed(int altered, boolean said) {
            if (said || (next < words.size() && words.get(next).canBeName())) {
                NamedTable from = tables.get(altered);
                table(Role.MADE);
                tables.set(altered, new NamedTable(from.schema(), from.name(), Role.GONE, from.starts(), from.ends()));
            }
        }

        /** {@code CREATE INDEX i USING BTREE ON t (…)} and {@code DROP INDEX i ON t}. */
        private void ofIndex() {
            if (next < words.size() && words.get(next).canBeName()) {
                next++; // the index, whatever it is called
            }
            while (next < words.size() && !take("ON")) {
                next++;
            }
            table(Role.CHANGED);
        }

        private void table(Role role) {
            if (next >= words.size() || !words.get(next).canBeName()) {
                return;
            }
            Word first = words.get(next++);
            if (next + 1 < words.size() && words.get(next).isSymbol('.')) {
                Word second = words.get(next + 1);
                next += 2;
                tables.add(new NamedTable(first.text(), second.text(), role, first.starts(), second.ends()));
            } else {
                tables.add(new NamedTable("", first.text(), role, first.starts(), first.ends()));
            }
        }

        private boolean take(String keyword) {
            boolean there = next < words.size() && words.get(next).is(keyword);
            if (there) {
                next++;
            }
            return there;
        }

        private boolean takeSymbol(char symbol) {
            boolean there = next < words.size() && words.get(next).isSymbol(symbol);
            if (there) {
                next++;
            }
            return there;
        }
    }
}
