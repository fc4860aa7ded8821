package dev.firn.engine.source.mysql;

import dev.firn.engine.source.Finding;
import dev.firn.engine.source.SourceCatalog;
import dev.firn.engine.source.TableSelection;
import dev.firn.engine.source.UnreadableNames;
import dev.firn.engine.source.jdbc.Connections;
import dev.firn.engine.source.jdbc.Session;
import dev.firn.engine.source.jdbc.Task;
import dev.firn.engine.source.mysql.KeyColumn.Collation;
import dev.firn.schema.source.SourceColumn;
import dev.firn.schema.source.SourceTable;
import dev.firn.schema.source.TableDefinition;
import dev.firn.schema.source.TableDefinition.ColumnDefinition;
import dev.firn.schema.source.TableId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * MySQL's catalog. The user sees the tables that he has a privilege for. Generated columns are tables' columns as others are: the
 * log has them.
 *
 * <p>The number of queries does not depend on the number of tables.
 */
final class MysqlCatalog implements SourceCatalog {

    private static final char QUOTE = '`';

    private static final String SCHEMA = MysqlSql.spelled("table_schema");
    private static final String TABLE = MysqlSql.spelled("table_name");

    private static final String TABLES = """
            SELECT :schema, :table, table_comment FROM information_schema.tables
            WHERE table_type = 'BASE TABLE'
              AND table_schema NOT IN ('mysql', 'sys', 'information_schema', 'performance_schema')
            """.replace(":schema", SCHEMA).replace(":table", TABLE);

    private static final String COLUMNS = """
            SELECT :schema, :table, column_name, data_type, column_type, is_nullable,
                   character_maximum_length, numeric_precision, numeric_scale, datetime_precision,
                   coalesce(character_set_name, ''), coalesce(collation_name, ''), column_comment, column_default
            FROM information_schema.columns WHERE table_schema IN %s
            """.replace(":schema", SCHEMA).replace(":table", TABLE);

    /** Columns of unique indexes, whatever they are worth. */
    private static final String INDEXES = """
            SELECT :schema, :table, index_name, column_name, nullable = '' AND sub_part IS NULL AND is_visible = 'YES',
                   collation = 'D'
            FROM information_schema.statistics WHERE non_unique = 0 AND table_schema IN %s
            """.replace(":schema", SCHEMA).replace(":table", TABLE);

    private final Connections connections;
    private final Task task;
    private final TableSelection selection;
    private final AtomicReference<@Nullable NameCase> nameCase = new AtomicReference<>();

    MysqlCatalog(Connections connections, MysqlTasks tasks, TableSelection selection) {
        this.connections = connections;
        this.task = tasks.readCatalog();
        this.selection = selection;
    }

    /**
     * A unique index over columns that are not null.
     *
     * @param name the index
     * @param columns its columns in its order
     * @param oneWay whether it is ordered by all its columns in one direction, so that a scan finds keys in order
     */
    record UniqueIndex(String name, List<String> columns, boolean oneWay) {

        private static final String PRIMARY = "PRIMARY";

        /** The primary key comes first, then the index of fewest columns; the name settles the rest. */
        static final Comparator<UniqueIndex> BEST_FIRST = Comparator.comparing(
                        (UniqueIndex index) -> !index.name.equals(PRIMARY))
                .thenComparing(index -> index.columns.size())
                .thenComparing(UniqueIndex::name);

        UniqueIndex {
            columns = List.copyOf(columns);
        }
    }

    /**
     * A table with all its unique indexes.
     *
     * @param table the table, whose key is the best of them
     * @param uniqueIndexes best first
     * @param keyColumns its columns by name, as parts of keys
     */
    record IndexedTable(SourceTable table, List<UniqueIndex> uniqueIndexes, Map<String, KeyColumn> keyColumns) {}

    private record Described(SourceColumn column, KeyColumn asKey, ColumnDefinition definition) {}

    /** A table of which the columns are not read yet. */
    private record Named(TableId id, String comment) {

        static Named read(ResultSet row) throws SQLException {
            return new Named(table(row), row.getString(3));
        }
    }

    @Override
    public Map<TableId, List<Finding>> warnings() {
        try (Session session = connections.open(task)) {
            return UntoldChanges.of(
                    session, describe(session, selected(session)).values(), selection);
        }
    }

    @Override
    public Map<TableId, Refusal> refusals() {
        Map<TableId, Refusal> refusals = new TreeMap<>();
        try (Session session = connections.open(task)) {
            BinlogFilters filters = BinlogFilters.readIfAllowed(session);
            for (Named table : selected(session)) {
                filters.refusal(table.id.schema())
                        .or(() -> UnreadableNames.ofTable(table.id, QUOTE))
                        .ifPresent(found -> refusals.put(table.id, found));
            }
        }
        return refusals;
    }

    private List<Named> selected(Session session) {
        return session.list(TABLES, Named::read).stream()
                .filter(table -> selection.selects(table.id))
                .toList();
    }

    @Override
    public List<SourceTable> tables() {
        try (Session session = connections.open(task)) {
            return describe(session, selected(session)).values().stream()
                    .map(IndexedTable::table)
                    .toList();
        }
    }

    @Override
    public Optional<SourceTable> table(TableId table) {
        return indexed(table).map(IndexedTable::table);
    }

    Optional<IndexedTable> indexed(TableId table) {
        try (Session session = connections.open(task)) {
            List<Named> found = session.list(
                    TABLES + " AND table_schema = ? AND table_name = ?", Named::read, table.schema(), table.name());
            return describe(session, found).values().stream().findFirst();
        }
    }

    /** The definition of a table as {@link TableDeclaration} words it; empty if it does not exist. */
    Optional<String> declaration(TableId table) {
        return indexed(table).map(found -> {
            try (Session session = connections.open(task)) {
                return TableDeclaration.of(session, table, found.table().key());
            }
        });
    }

    /** What is wrong with the user's patterns on a server that keeps names in lower case. */
    Optional<Finding> misspelled() {
        return nameCase().misspelled(selection);
    }

    /** How the server compares the names of tables. */
    NameCase nameCase() {
        NameCase known = nameCase.get();
        if (known == null) {
            try (Session session = connections.open(task)) {
                known = NameCase.of(Integer.parseInt(session.text("SELECT @@lower_case_table_names")));
            }
            nameCase.set(known);
        }
        return known;
    }

    private static Map<TableId, IndexedTable> describe(Session session, Collection<Named> tables) {
        if (tables.isEmpty()) {
            return Map.of();
        }
        Set<String> schemas =
                tables.stream().map(table -> table.id.schema()).collect(Collectors.toCollection(TreeSet::new));
        List<Object> parameters = new ArrayList<>(schemas);
        String one = "";
        if (tables.size() == 1) {
            one = " AND table_name = ?";
            parameters.add(tables.iterator().next().id.name());
        }
        Map<TableId, List<Described>> columns = new HashMap<>();
        session.list(
                COLUMNS.replace("%s", MysqlSql.parameters(schemas)) + one + " ORDER BY ordinal_position",
                row -> columns.computeIfAbsent(table(row), id -> new ArrayList<>())
                        .add(column(row)),
                parameters.toArray());
        Map<TableId, List<UniqueIndex>> indexes = uniqueIndexes(session, schemas, one, parameters);
        Map<TableId, IndexedTable> described = new TreeMap<>();
        for (Named table : tables) {
            TableId id = table.id;
            described.put(id, indexed(table, columns.getOrDefault(id, List.of()), indexes.getOrDefault(id, List.of())));
        }
        return described;
    }

    private static IndexedTable indexed(Named table, List<Described> columns, List<UniqueIndex> unique) {
        List<String> key = unique.isEmpty() ? List.of() : unique.get(0).columns();
        TableDefinition definition = new TableDefinition(
                table.comment,
                columns.stream()
                        .collect(Collectors.toMap(column -> column.column.name(), column -> column.definition)));
        return new IndexedTable(
                new SourceTable(
                                table.id,
                                columns.stream().map(Described::column).toList(),
                                key)
                        .defined(definition),
                unique,
                columns.stream().map(Described::asKey).collect(Collectors.toMap(KeyColumn::name, Function.identity())));
    }

    private record IndexPart(
            TableId table, String index, @Nullable String column, boolean usable, boolean descending) {}

    private static Map<TableId, List<UniqueIndex>> uniqueIndexes(
            Session session, Set<String> schemas, String one, List<Object> parameters) {
        Map<TableId, Map<String, List<IndexPart>>> parts = new HashMap<>();
        session.list(
                INDEXES.replace("%s", MysqlSql.parameters(schemas)) + one + " ORDER BY seq_in_index",
                row -> {
                    IndexPart part = new IndexPart(
                            table(row), row.getString(3), row.getString(4), row.getBoolean(5), row.getBoolean(6));
                    return parts.computeIfAbsent(part.table, id -> new LinkedHashMap<>())
                            .computeIfAbsent(part.index, name -> new ArrayList<>())
                            .add(part);
                },
                parameters.toArray());
        Map<TableId, List<UniqueIndex>> indexes = new HashMap<>();
        parts.forEach((table, byName) -> indexes.put(
                table,
                byName.entrySet().stream()
                        .filter(index -> index.getValue().stream().allMatch(part -> part.usable && part.column != null))
                        .map(index -> new UniqueIndex(
                                index.getKey(), columnNames(index.getValue()), isOneWay(index.getValue())))
                        .sorted(UniqueIndex.BEST_FIRST)
                        .toList()));
        return indexes;
    }

    private static List<String> columnNames(List<IndexPart> parts) {
        return parts.stream()
                .flatMap(part -> Optional.ofNullable(part.column).stream())
                .toList();
    }

    private static boolean isOneWay(List<IndexPart> parts) {
        return parts.stream().map(IndexPart::descending).distinct().count() == 1;
    }

    private static TableId table(ResultSet row) throws SQLException {
        return new TableId(row.getString(1), row.getString(2));
    }

    private static Described column(ResultSet row) throws SQLException {
        CatalogType type = CatalogType.read(row);
        SourceColumn column = new SourceColumn(
                row.getString(3), type.sourceType(), row.getString(6).equals("YES"));
        return new Described(
                column,
                KeyColumn.of(column, type.labels(), new Collation(row.getString(11), row.getString(12))),
                definition(row, column));
    }

    private static ColumnDefinition definition(ResultSet row, SourceColumn column) throws SQLException {
        String collation = row.getString(12).isEmpty() ? "" : " " + row.getString(12);
        String declaration = row.getString(5) + collation + (column.nullable() ? "" : " not null");
        return ColumnDefinition.of(row.getString(13), declaration, row.getString(14));
    }

    /** Whether the table has triggers; true where the user may not see any. */
    boolean mayFireTriggers(TableId table) {
        try (Session session = connections.open(task)) {
            return !MysqlGrants.read(session).on(table.schema(), "TRIGGER")
                    || session.first(
                                    "SELECT 1 FROM information_schema.triggers WHERE event_object_schema = ? AND event_object_table = ?",
                                    row -> 1,
                                    table.schema(),
                                    table.name())
                            .isPresent();
        }
    }

    /** Nothing to do: the connections belong to the database. */
    @Override
    public void close() {}
}
