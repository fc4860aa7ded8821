package dev.firn.engine.source.mysql;

import dev.firn.engine.source.TableReader.Chunk;
import dev.firn.engine.source.jdbc.Session;
import dev.firn.engine.source.mysql.MysqlCatalog.IndexedTable;
import dev.firn.engine.source.mysql.MysqlCatalog.UniqueIndex;
import dev.firn.schema.layout.TableRules;
import dev.firn.schema.source.SourceColumn;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Cuts a table into chunks of about equal numbers of rows, by the order of a unique index, of which nothing but a few paths is
 * read. The last chunk has no upper end.
 *
 * <p>An index over a column that is excluded or masked is not used: its values would stand in the range, which is kept. A table without
 * any other index is one chunk, as is one whose index MySQL makes no ranges of: one over a set, or one that runs both ways.
 */
final class KeyChunks {

    private static final long MAX_CHUNK_ROWS = 500_000;
    private static final long MIN_CHUNK_ROWS = 100;

    /** A table is cut into at least so many chunks that are worth a file, so that several are read at a time and a crash costs little. */
    private static final int PARTS = 32;

    private static final long WORTH_A_FILE = 8L << 20;

    /** Types whose values may lie outside of the row. */
    private static final Set<String> LARGE =
            Set.of("tinytext", "text", "mediumtext", "longtext", "tinyblob", "blob", "mediumblob", "longblob", "json");

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

    /** How the table, as it is now, is read by the index of a range. */
    KeyAccess access(KeyRange range) {
        return access(range.index(), range.columns());
    }

    private KeyAccess access(String index, List<String> names) {
        List<KeyColumn> columns = new ArrayList<>();
        for (String name : names) {
            KeyColumn column = table.keyColumns().get(name);
            if (column == null) {
                throw MysqlTableReader.changed(table.table().id(), "column " + name + " of its key is gone");
            }
            columns.add(column);
        }
        return new KeyAccess(table.table().id(), index, columns, outsider(names));
    }

    /** A column outside of the index; one that is small, if there is one. */
    private Optional<String> outsider(List<String> names) {
        return table.table().columns().stream()
                .filter(column -> !names.contains(column.name()))
                .min(Comparator.comparing(column -> LARGE.contains(column.type().name())))
                .map(SourceColumn::name);
    }

    private Optional<UniqueIndex> index() {
        return table.uniqueIndexes().stream()
                .filter(UniqueIndex::oneWay)
                .filter(index -> index.columns().stream().allMatch(this::isUsable))
                .findFirst();
    }

    private boolean isUsable(String column) {
        KeyColumn asKey = table.keyColumns().get(column);
        return asKey != null
                && asKey.form() != KeyColumn.Form.UNCUT
                && !rules.excludedColumns().contains(column)
                && !rules.masks().containsKey(column);
    }

    private Optional<KeyRange> behind(Session session, String index, List<String> names, List<String> after) {
        KeyAccess access = access(index, names);
        return ChunkEnd.find(
                        new MysqlKeyIndex(session, access),
                        new KeyInterpolation(access.columns()),
                        after,
                        rowsPerChunk(session))
                .map(end -> new KeyRange(index, names, after, end.upTo()));
    }

    private long rowsPerChunk(Session session) {
        long width = RowWidth.of(session, table.table().id());
        long bytes = Math.max(WORTH_A_FILE, estimatedBytes(session) / PARTS);
        long rows = Math.min(RowWidth.CHUNK_BYTES, bytes) / width;
        return Math.min(MAX_CHUNK_ROWS, Math.max(MIN_CHUNK_ROWS, rows));
    }

    private long estimatedBytes(Session session) {
        return session.one(
                "SELECT max(data_length) FROM information_schema.tables WHERE table_schema = ? AND table_name = ?",
                row -> row.getLong(1),
                table.table().id().schema(),
                table.table().id().name());
    }

    private boolean isEmpty(Session session) {
        return session.first("SELECT 1 FROM " + MysqlSql.quote(table.table().id()) + " LIMIT 1", row -> row.getInt(1))
                .isEmpty();
    }
}
