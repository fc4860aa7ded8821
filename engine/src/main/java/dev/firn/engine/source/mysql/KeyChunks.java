package dev.firn.engine.source.mysql;

import dev.firn.engine.source.TableReader.Chunk;
import dev.firn.engine.source.jdbc.Session;
import dev.firn.engine.source.mysql.MysqlCatalog.IndexedTable;
import dev.firn.engine.source.mysql.MysqlCatalog.UniqueIndex;
import dev.firn.schema.layout.TableRules;
import dev.firn.schema.source.SourceColumn;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Cuts a table into chunks of about equal numbers of rows, by the order of a unique index: the next boundary is the key so many
 * rows ahead, whatever gaps the keys have. The last chunk has no upper end.
 *
 * <p>An index over a column that is excluded or masked is not used: its values would stand in the range, which is kept. A table without
 * any other index is one chunk.
 */
final class KeyChunks {

    private static final long CHUNK_BYTES = 64L << 20;
    private static final long MAX_CHUNK_ROWS = 500_000;
    private static final long MIN_CHUNK_ROWS = 100;
    private static final long UNKNOWN_ROW_BYTES = 512;

    private final IndexedTable table;
    private final TableRules rules;
    private final long maxRows;

    KeyChunks(IndexedTable table, TableRules rules, long maxRows) {
        this.table = table;
        this.rules = rules;
        this.maxRows = maxRows;
    }

    KeyChunks(IndexedTable table, TableRules rules) {
        this(table, rules, MAX_CHUNK_ROWS);
    }

    Optional<Chunk> first(Session session) {
        Optional<UniqueIndex> index = index();
        if (index.isEmpty()) {
            return isEmpty(session) ? Optional.empty() : Optional.of(new Chunk(0, KeyRange.WHOLE_TABLE.text()));
        }
        KeyRange before = new KeyRange(index.get().name(), index.get().columns(), List.of(), List.of());
        KeyRange first = behind(session, before);
        return first.upTo().isEmpty() && isEmpty(session) ? Optional.empty() : Optional.of(new Chunk(0, first.text()));
    }

    Optional<Chunk> after(Session session, Chunk previous) {
        KeyRange range = KeyRange.parse(previous.range());
        return range.upTo().isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Chunk(previous.ordinal() + 1, behind(session, range).text()));
    }

    /** The columns of a range as the table has them now. */
    List<KeyColumn> columns(KeyRange range) {
        List<KeyColumn> columns = new ArrayList<>();
        for (String name : range.columns()) {
            SourceColumn column = table.table().columns().stream()
                    .filter(candidate -> candidate.name().equals(name))
                    .findFirst()
                    .orElseThrow(() ->
                            MysqlTableReader.changed(table.table().id(), "column " + name + " of its key is gone"));
            columns.add(KeyColumn.of(column, table.labels().getOrDefault(name, 0)));
        }
        return columns;
    }

    private Optional<UniqueIndex> index() {
        return table.uniqueIndexes().stream()
                .filter(index -> index.columns().stream()
                        .noneMatch(column -> rules.excludedColumns().contains(column)
                                || rules.masks().containsKey(column)))
                .findFirst();
    }

    private KeyRange behind(Session session, KeyRange previous) {
        List<KeyColumn> columns = columns(previous);
        KeyCondition condition = KeyCondition.between(columns, previous.upTo(), List.of());
        String select = columns.stream().map(KeyColumn::expression).collect(Collectors.joining(", "));
        String order =
                columns.stream().map(column -> MysqlSql.quote(column.name())).collect(Collectors.joining(", "));
        String query = "SELECT " + select + " FROM "
                + MysqlSql.quote(table.table().id()) + " FORCE INDEX ("
                + MysqlSql.quote(previous.index()) + ")" + condition.sql() + " ORDER BY " + order + " LIMIT 1 OFFSET "
                + (rowsPerChunk(session) - 1);
        List<String> boundary = session.call(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(query)) {
                condition.bind(statement);
                try (ResultSet row = statement.executeQuery()) {
                    List<String> key = new ArrayList<>();
                    if (row.next()) {
                        for (int i = 0; i < columns.size(); i++) {
                            key.add(columns.get(i).read(row, i + 1));
                        }
                    }
                    return key;
                }
            }
        });
        return new KeyRange(previous.index(), previous.columns(), previous.upTo(), boundary);
    }

    private long rowsPerChunk(Session session) {
        long rowBytes = session.one(
                "SELECT max(avg_row_length) FROM information_schema.tables WHERE table_schema = ? AND table_name = ?",
                row -> row.getLong(1),
                table.table().id().schema(),
                table.table().id().name());
        long rows = CHUNK_BYTES / (rowBytes == 0 ? UNKNOWN_ROW_BYTES : rowBytes);
        return Math.min(maxRows, Math.max(MIN_CHUNK_ROWS, rows));
    }

    private boolean isEmpty(Session session) {
        return session.first("SELECT 1 FROM " + MysqlSql.quote(table.table().id()) + " LIMIT 1", row -> row.getInt(1))
                .isEmpty();
    }
}
