package dev.firn.engine.source.mysql;

import dev.firn.engine.event.SourceMark;
import dev.firn.engine.event.TransactionId;
import dev.firn.engine.source.SourceException;
import dev.firn.engine.source.SourceException.Cure;
import dev.firn.engine.source.SourceSettings;
import dev.firn.engine.source.TableReader;
import dev.firn.engine.source.jdbc.ChunkServer;
import dev.firn.engine.source.jdbc.Connections;
import dev.firn.engine.source.jdbc.Projection;
import dev.firn.engine.source.jdbc.Session;
import dev.firn.engine.source.mysql.MysqlCatalog.IndexedTable;
import dev.firn.schema.layout.LakeColumn;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.layout.TableMode;
import dev.firn.schema.layout.TableRules;
import dev.firn.schema.mapping.TypeMapping;
import dev.firn.schema.source.TableId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads MySQL's tables by ranges of a unique index, streamed row by row.
 *
 * <p>Only chunks are found and read at a replica, where there is one. Missing values and consistent reads are compared with single transactions
 * of the stream, which a replica may not have yet.
 */
final class MysqlTableReader implements TableReader {

    private static final int KEYS_PER_QUERY = 500;

    private final Connections control;
    private final Connections readers;
    private final ChunkServer chunkServer;
    private final MysqlTasks tasks;
    private final MysqlCatalog catalog;
    private final MysqlCharsets charsets;
    private final SourceSettings settings;
    private final TypeMapping types;
    private final MysqlVisibility visibility;
    private final MysqlColumnRules columnRules = new MysqlColumnRules();

    MysqlTableReader(
            Connections control,
            Connections readers,
            ChunkServer chunkServer,
            MysqlTasks tasks,
            MysqlCatalog catalog,
            SourceSettings settings,
            TypeMapping types,
            MysqlCharsets charsets) {
        this.charsets = charsets;
        this.control = control;
        this.readers = readers;
        this.chunkServer = chunkServer;
        this.tasks = tasks;
        this.catalog = catalog;
        this.settings = settings;
        this.types = types;
        this.visibility = new MysqlVisibility(control, tasks);
    }

    @Override
    public OptionalLong estimatedRows(TableId table) {
        try (Session session = control.open(tasks.read(table))) {
            return session.first(
                            "SELECT table_rows FROM information_schema.tables"
                                    + " WHERE table_schema = ? AND table_name = ? AND table_rows IS NOT NULL",
                            row -> OptionalLong.of(row.getLong(1)),
                            table.schema(),
                            table.name())
                    .orElse(OptionalLong.empty());
        }
    }

    @Override
    public Optional<Chunk> firstChunk(TableLayout layout) {
        KeyChunks chunks = chunks(layout.table());
        try (Session session = chunkServer.open(tasks.read(layout.table()))) {
            return chunks.first(session);
        }
    }

    @Override
    public Optional<Chunk> nextChunk(TableLayout layout, Chunk previous) {
        KeyChunks chunks = chunks(layout.table());
        try (Session session = chunkServer.open(tasks.read(layout.table()))) {
            return chunks.after(session, previous);
        }
    }

    private KeyChunks chunks(TableId table) {
        return new KeyChunks(indexed(table), rules(table));
    }

    @Override
    public void readChunk(TableLayout layout, Chunk chunk, RowReceiver rows) throws InterruptedException {
        KeyRange range = KeyRange.parse(chunk.range());
        IndexedTable table = indexed(layout.table());
        Projection<ColumnReader> projection = projection(layout, table);
        RowDecoder decoder = new RowDecoder(projection, positionFor(layout), charsets);
        if (range.columns().isEmpty()) {
            readAll(layout.table(), projection, decoder, rows);
            return;
        }
        KeyAccess access = new KeyChunks(table, rules(layout.table())).access(range);
        new ChunkRead(() -> chunkServer.open(tasks.read(layout.table())), System::nanoTime, projection, range, access)
                .read(decoder, rows);
    }

    /** In one query, however long it takes: nothing says where another could go on. */
    private void readAll(TableId table, Projection<ColumnReader> projection, RowDecoder decoder, RowReceiver rows)
            throws InterruptedException {
        String query = "SELECT " + projection.selectList() + " FROM " + MysqlSql.quote(table);
        try (Session session = chunkServer.open(tasks.read(table))) {
            session.read(connection -> {
                try (PreparedStatement statement =
                        connection.prepareStatement(query, ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY)) {
                    // The driver's word for: row by row as they come, nothing gathered.
                    statement.setFetchSize(Integer.MIN_VALUE);
                    decoder.readAll(statement, rows);
                }
            });
        }
    }

    private String positionFor(TableLayout layout) {
        return layout.mode() == TableMode.CHANGELOG ? changelogPosition(currentPosition()) : "";
    }

    @Override
    public MysqlPosition currentPosition() {
        try (Session session = control.open(tasks.readPosition())) {
            return BinlogEnd.behindAllVisible(session);
        }
    }

    /** Where the log stands, with the GTIDs of what has been committed. */
    MysqlPosition statedPosition() {
        try (Session session = control.open(tasks.readPosition())) {
            return BinlogEnd.stated(session);
        }
    }

    /** Ordered as the stream's positions of changes are, before every change behind it. */
    private static String changelogPosition(MysqlPosition position) {
        String file = position.file();
        return String.format(
                Locale.ROOT,
                "%010d:%020d:%010d",
                Long.parseLong(file.substring(file.lastIndexOf('.') + 1)),
                position.offset(),
                0);
    }

    @Override
    public void awaitVisible(SourceMark mark) throws InterruptedException {
        visibility.await((MysqlPosition) mark.position());
        // After that, since the set of what has been committed now has the transactions up to the mark.
        chunkServer.requireWhatPrimaryShows();
    }

    /** Always the same: rows are found by their keys, wherever they lie. */
    @Override
    public String storageIdentity(TableId table) {
        return "by key";
    }

    @Override
    public void awaitReadable(TableId table) {
        // The binlog has the changes of all tables at all times.
    }

    @Override
    public ConsistentRead openConsistentRead(TableLayout layout) {
        Projection<ColumnReader> projection = projection(layout, indexed(layout.table()));
        String query = "SELECT " + projection.selectList() + " FROM " + MysqlSql.quote(layout.table());
        Session session = readers.open(tasks.read(layout.table()));
        try {
            return new MysqlConsistentRead(
                    session,
                    control,
                    tasks,
                    layout.table(),
                    query,
                    position -> new RowDecoder(projection, changelogPosition(position), charsets));
        } catch (RuntimeException e) {
            session.discard();
            throw e;
        }
    }

    @Override
    public boolean sawTransaction(String snapshot, TransactionId transaction) {
        return BinlogSnapshot.parse(snapshot).sees(transaction);
    }

    @Override
    public List<@Nullable Object[]> readRows(TableLayout layout, List<@Nullable Object[]> keys) {
        if (keys.isEmpty()) {
            return List.of();
        }
        Projection<ColumnReader> projection = projection(layout, indexed(layout.table()));
        String columns = layout.keyNames().stream().map(MysqlSql::quote).collect(Collectors.joining(", "));
        String one = MysqlSql.parameters(layout.key());
        List<@Nullable Object[]> found = new ArrayList<>();
        try (Session session = readers.open(tasks.read(layout.table()))) {
            for (int from = 0; from < keys.size(); from += KEYS_PER_QUERY) {
                List<@Nullable Object[]> batch = keys.subList(from, Math.min(keys.size(), from + KEYS_PER_QUERY));
                String query = "SELECT " + projection.selectList() + " FROM " + MysqlSql.quote(layout.table())
                        + " WHERE (" + columns + ") IN ("
                        + String.join(", ", Collections.nCopies(batch.size(), one)) + ")";
                RowDecoder decoder = new RowDecoder(projection, "", charsets);
                found.addAll(session.list(query, decoder::decode, keyParameters(layout, batch)));
            }
        }
        return found;
    }

    private static @Nullable Object[] keyParameters(TableLayout layout, List<@Nullable Object[]> keys) {
        List<@Nullable Object> parameters = new ArrayList<>();
        for (@Nullable Object[] key : keys) {
            for (int part = 0; part < key.length; part++) {
                LakeColumn column = layout.columns().get(layout.key().get(part));
                parameters.add(KeyParameter.of(column.type(), key[part]));
            }
        }
        return parameters.toArray();
    }

    private TableRules rules(TableId table) {
        return settings.selection().rules(table);
    }

    private Projection<ColumnReader> projection(TableLayout layout, IndexedTable table) {
        return Projection.of(
                layout,
                table.table(),
                rules(layout.table()),
                types,
                columnRules,
                settings.masking(),
                settings.madeNull().of(layout.table()));
    }

    private IndexedTable indexed(TableId table) {
        return catalog.indexed(table).orElseThrow(() -> changed(table, "it does not exist any more"));
    }

    static SourceException changed(TableId table, String found) {
        return new SourceException(
                Cure.RETRY, "Cannot read " + table + ": " + found + "; the tables are looked at again", null);
    }

    /** Nothing to do: the connections belong to the database. */
    @Override
    public void close() {}
}
