package dev.firn.engine.source.debezium;

import dev.firn.engine.source.debezium.SqlStatement.NamedTable;
import dev.firn.engine.source.debezium.SqlStatement.Role;
import dev.firn.engine.source.debezium.SqlWords.Kind;
import dev.firn.engine.source.debezium.SqlWords.Word;
import dev.firn.engine.source.mysql.MysqlPosition;
import dev.firn.engine.source.mysql.NameCase;
import dev.firn.schema.source.TableId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place through which every statement of the log goes on its way to the connector, which would take each for one of a session as it
 * likes them, and end the stream of all tables at one that it does not understand. What is none of its business is passed over; the rest it
 * gets in the plain language; instead of what it does not understand it hears later how the tables are then. For one thread.
 */
final class LoggedStatements {

    /** What the connector gets instead of a statement that is none of its business, and skips as its settings say. */
    static final String PASSED_OVER = "firn: passed over";

    private static final Logger LOG = LoggerFactory.getLogger(LoggedStatements.class);

    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)\\.(\\d+).*");

    /** What the connector has to know of transactions; of savepoints it has not. */
    private static final Pattern OF_TRANSACTIONS =
            Pattern.compile("\\s*(COMMIT|ROLLBACK|XA\\s.*)\\s*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private static final int SHOWN_CHARACTERS = 200;

    private final NameCase names;
    private final Predicate<TableId> selected;
    private final KnownDefinitions known;
    private final AwaitedDefinitions awaited;
    private final BinlogStatements rows;
    private int serverVersion = SqlWords.NEWEST;

    /**
     * @param names how the server compares names
     * @param selected which tables are replicated
     * @param rows gets the statements that change rows
     */
    LoggedStatements(
            NameCase names,
            Predicate<TableId> selected,
            KnownDefinitions known,
            AwaitedDefinitions awaited,
            BinlogStatements rows) {
        this.names = names;
        this.selected = selected;
        this.known = known;
        this.awaited = awaited;
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

    /**
     * Makes of a statement what the connector is to see.
     *
     * @param place where it ends
     * @return what the connector is to hear before it
     */
    List<String> put(BinlogQuery query, MysqlPosition place) {
        if (query.isBegin()) {
            return List.of();
        }
        String sql = query.getSql();
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
            case DEFAULTS -> {
                String plain =
                        DroppedDatabase.spelled(PlainStatement.of(sql, words, statement, query.mode(), names), names);
                defaults(query, plain);
                return tablesOfDropped(plain);
            }
            case TABLES -> {
                if (altersByBackquotedNames(words, statement.tables())) {
                    return misunderstood(query, sql, statement, place);
                }
                String plain =
                        PlainStatement.of(sql, words, statement.qualifiedBy(query.getDatabase()), query.mode(), names);
                return tables(query, SimultaneousRenames.inTurn(plain), statement, place);
            }
            case UNKNOWN -> {
                return unknown(query);
            }
        }
        return List.of();
    }

    private void defaults(BinlogQuery query, String plain) {
        boolean understood = known.areFitFor(plain, query.getDatabase(), List.of());
        if (!understood) {
            LOG.warn(
                    "Passed over a statement that defines no table, and that the connector does not understand: {}",
                    shown(plain));
        }
        query.setSql(understood ? plain : PASSED_OVER);
    }

    /** The connector takes names with backquotes for others when a database is dropped, and would keep its tables. */
    private List<String> tablesOfDropped(String plain) {
        return DroppedDatabase.by(plain)
                .filter(LoggedStatements::hasBackquote)
                .map(database -> known.tables().stream()
                        .filter(table -> table.schema().equals(database))
                        .sorted()
                        .map(table -> AwaitedDefinitions.forgotten(table, false))
                        .toList())
                .orElse(List.of());
    }

    /** The connector takes names of columns with backquotes for others when a table is altered, and passes over some without a word. */
    private static boolean altersByBackquotedNames(List<Word> words, List<NamedTable> tables) {
        return !words.isEmpty()
                && words.get(0).is("ALTER")
                && words.stream()
                        .filter(word -> word.kind() == Kind.NAME && hasBackquote(word.text()))
                        .anyMatch(word -> tables.stream()
                                .noneMatch(table -> table.starts() <= word.starts() && word.ends() <= table.ends()));
    }

    private static boolean hasBackquote(String name) {
        return name.indexOf('`') >= 0;
    }

    private List<String> tables(BinlogQuery query, String plain, SqlStatement statement, MysqlPosition place) {
        List<NamedTable> tables = statement.tables();
        if (namesTableOfNoDatabase(query, tables)) {
            return unknown(query);
        }
        List<TableId> named = named(query, tables);
        boolean isUnderstood = named.stream().noneMatch(awaited::include)
                && hasWhatItNeeds(tables, named)
                && known.areFitFor(plain, query.getDatabase(), named);
        query.setSql(isUnderstood ? AlteringSession.of(query).mark(plain) : PASSED_OVER);
        return isUnderstood ? List.of() : lost(new LinkedHashSet<>(named), plain, place);
    }

    private static boolean namesTableOfNoDatabase(BinlogQuery query, List<NamedTable> tables) {
        return query.getDatabase().isEmpty()
                && tables.stream().anyMatch(table -> table.schema().isEmpty());
    }

    private List<TableId> named(BinlogQuery query, List<NamedTable> tables) {
        return tables.stream()
                .map(table -> names.spelled(table.in(query.getDatabase())))
                .toList();
    }

    private List<String> misunderstood(BinlogQuery query, String sql, SqlStatement statement, MysqlPosition place) {
        if (namesTableOfNoDatabase(query, statement.tables())) {
            return unknown(query);
        }
        query.setSql(PASSED_OVER);
        return lost(new LinkedHashSet<>(named(query, statement.tables())), sql, place);
    }

    /** Whether the connector knows the definitions from which the statement makes those of selected tables. */
    private boolean hasWhatItNeeds(List<NamedTable> tables, List<TableId> named) {
        boolean makes = false;
        boolean misses = false;
        for (int i = 0; i < named.size(); i++) {
            Role role = tables.get(i).role();
            boolean renames = role == Role.GONE
                    && i + 1 < named.size()
                    && tables.get(i + 1).role() == Role.MADE;
            makes |= role != Role.READ && role != Role.GONE && selected.test(named.get(i));
            misses |= (renames || role == Role.READ || role == Role.CHANGED)
                    && known.columns(named.get(i)).isEmpty()
                    && !isMadeBefore(named.get(i), i, tables, named);
        }
        return !(makes && misses);
    }

    /** Whether an earlier part of the statement gave a table its name. */
    private static boolean isMadeBefore(TableId table, int at, List<NamedTable> tables, List<TableId> named) {
        for (int i = 0; i < at; i++) {
            if (tables.get(i).role() == Role.MADE && named.get(i).equals(table)) {
                return true;
            }
        }
        return false;
    }

    /** What the connector hears instead of a statement of which only the tables are understood. */
    private List<String> lost(Set<TableId> named, String plain, MysqlPosition place) {
        List<String> instead = new ArrayList<>();
        for (TableId table : named) {
            if (awaited.haveSeen(table, place)) {
                awaited.miss(table);
            } else if (selected.test(table)) {
                instead.add(awaited.lose(table, "a statement in the log is not understood (" + shown(plain) + ")"));
            } else if (known.columns(table).isPresent()) {
                instead.add(AwaitedDefinitions.forgotten(table, false));
            }
        }
        return instead;
    }

    /** Of a statement of a kind that nobody has heard of only the databases are told. */
    private List<String> unknown(BinlogQuery query) {
        Set<String> databases = new LinkedHashSet<>();
        databases.add(query.getDatabase());
        query.updatedDatabases().forEach(database -> databases.add(names.spelled(database)));
        String sql = query.getSql();
        query.setSql(PASSED_OVER);
        List<String> instead = new ArrayList<>();
        known.tables().stream()
                .filter(table -> databases.contains(table.schema()) && selected.test(table))
                .sorted()
                .forEach(table -> instead.add(awaited.lose(
                        table,
                        "a statement in the log may have changed it and is not understood (" + shown(sql) + ")")));
        return instead;
    }

    private static String shown(String sql) {
        return sql.length() <= SHOWN_CHARACTERS ? sql : sql.substring(0, SHOWN_CHARACTERS) + "…";
    }
}
