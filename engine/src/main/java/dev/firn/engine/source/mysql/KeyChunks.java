package dev.firn.engine.source.mysql;

import dev.firn.engine.source.TableReader.Chunk;
import dev.firn.engine.source.jdbc.Session;
import dev.firn.engine.source.mysql.MysqlCatalog.IndexedTable;
import dev.firn.engine.source.mysql.MysqlCatalog.UniqueIndex;
import dev.firn.schema.layout.TableRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Cuts a table into chunks of about equal numbers of rows, by the order of a unique index, of which nothing but a few paths is
 * read. The last chunk has no upper end.
 *
 * <p>An index over a column that is excluded or masked is not used: its values would stand in the range, which is kept. A table without
 * any other index is one chunk.
 */
final class KeyChunks {

    private static final long MAX_CHUNK_ROWS = 500_000;
    private static final long MIN_CHUNK_ROWS = 100;

    private final IndexedTable table;
    private final TableRules rules;

    KeyChunks(IndexedTable table, TableRules rules) {
        this.table = table;
        this.rules = rules;
    }

    Optional<Chunk> first(Session session) {
        Optional<UniqueIndex> index = index();
        if (index.isEmpty()) {
            return isEmpty(session) ? Optional.empty() : Optional.of(new Chunk(0, KeyRange.WHOLE_TABLE.text()));
        }
        return behind(session, index.get().name(), index.get().columns(), List.of())
                .map(range -> new Chunk(0, range.text()));
    }

    Optional<Chunk> after(Session session, Chunk previous) {
        KeyRange range = KeyRange.parse(previous.range());
        return range.upTo().isEmpty()
                ? Optional.empty()
                : behind(session, range.index(), range.columns(), range.upTo())
                        .map(next -> new Chunk(previous.ordinal() + 1, next.text()));
    }

    /** The columns of a range as the table has them now. */
    List<KeyColumn> columns(List<String> names) {
        List<KeyColumn> columns = new ArrayList<>();
        for (String name : names) {
            KeyColumn column = table.keyColumns().get(name);
            if (column == null) {
                throw MysqlTableReader.changed(table.table().id(), "column " + name + " of its key is gone");
            }
            columns.add(column);
        }
        return columns;
    }

    private Optional<UniqueIndex> index() {
        return table.uniqueIndexes().stream()
                .filter(UniqueIndex::oneWay)
                .filter(index -> index.columns().stream()
                        .noneMatch(column -> rules.excludedColumns().contains(column)
                                || rules.masks().containsKey(column)))
                .findFirst();
    }

    private Optional<KeyRange> behind(Session session, String index, List<String> names, List<String> after) {
        List<KeyColumn> columns = columns(names);
        return ChunkEnd.find(
                        new MysqlKeyIndex(session, table.table().id(), index, columns),
                        new KeyInterpolation(columns),
                        after,
                        rowsPerChunk(session))
                .map(end -> new KeyRange(index, names, after, end.upTo()));
    }

    private long rowsPerChunk(Session session) {
        long rows = RowWidth.CHUNK_BYTES / RowWidth.of(session, table.table().id());
        return Math.min(MAX_CHUNK_ROWS, Math.max(MIN_CHUNK_ROWS, rows));
    }

    private boolean isEmpty(Session session) {
        return session.first("SELECT 1 FROM " + MysqlSql.quote(table.table().id()) + " LIMIT 1", row -> row.getInt(1))
                .isEmpty();
    }
}
