package dev.firn.engine.source.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firn.engine.event.SourceMark;
import dev.firn.engine.event.TransactionId;
import dev.firn.engine.source.ReadColumns;
import dev.firn.engine.source.SourceException;
import dev.firn.engine.source.SourceSettings;
import dev.firn.engine.source.TableReader;
import dev.firn.engine.source.jdbc.ChunkServer;
import dev.firn.engine.source.jdbc.Connections;
import dev.firn.engine.source.jdbc.Projection;
import dev.firn.engine.source.jdbc.Session;
import dev.firn.engine.source.jdbc.Task;
import dev.firn.engine.source.postgres.KnownTables.Known;
import dev.firn.engine.source.postgres.TableStorage.Heap;
import dev.firn.schema.change.ColumnNumbers;
import dev.firn.schema.layout.LakeColumn;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.layout.TableMode;
import dev.firn.schema.mapping.TypeMapping;
import dev.firn.schema.source.SourceTable;
import dev.firn.schema.source.TableId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads PostgreSQL's tables by ranges of pages (ctid), which works for every table whatever its key, and needs no index. A
 * partitioned table is read leaf by leaf.
 *
 * <p>Only chunks are read at a replica, where there is one. Missing values and consistent reads are compared with single transactions of the
 * stream, which a replica may not have yet.
 */
final class PostgresTableReader implements TableReader {

    private static final ObjectMapper JSON = new ObjectMapper();
    /** A column's row has another {@code xmin} with every change of it, also when it becomes what it was. */
    private static final String COLUMNS = """
            SELECT a.attname, a.attnum::int4, c.oid::text,
                   concat_ws(':', c.oid, a.attnum, a.xmin, a.atttypid, a.atttypmod, a.attnotnull)
            FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = ? AND c.relname = ? AND a.attnum > 0 AND NOT a.attisdropped
            ORDER BY a.attnum
            """;

    private static final long CHUNK_BYTES = 64L << 20;
    private static final Duration LONGEST_STATEMENT = Duration.ofSeconds(5);
    private static final int KEYS_PER_QUERY = 1_000;

    private final Connections control;
    private final Connections readers;
    private final ChunkServer chunkServer;
    private final PostgresTasks tasks;
    private final KnownTables tables;
    private final SourceSettings settings;
    private final TypeMapping types;
    private final PostgresReplication replication;
    private final RunningWriters writers;
    private final PostgresVisibility visibility;
    private volatile @Nullable PostgresColumnRules rules;
    private final PageChunks chunks = new PageChunks(CHUNK_BYTES);

    PostgresTableReader(
            Connections control,
            Connections readers,
            ChunkServer chunkServer,
            PostgresTasks tasks,
            PostgresCatalog catalog,
            SourceSettings settings,
            TypeMapping types,
            PostgresReplication replication,
            DeliveredTransactions delivered) {
        this.control = control;
        this.readers = readers;
        this.chunkServer = chunkServer;
        this.tasks = tasks;
        this.tables = new KnownTables(control, tasks, catalog);
        this.settings = settings;
        this.types = types;
        this.replication = replication;
        this.writers = new RunningWriters(control, tasks);
        this.visibility = new PostgresVisibility(control, tasks, delivered);
    }

    /** The planner's estimate, which knows how much the table has grown since its statistics were taken. */
    @Override
    public OptionalLong estimatedRows(TableId table) {
        TableStorage storage = tables.storage(table);
        if (storage.pages() == 0) {
            return OptionalLong.of(0);
        }
        try (Session session = control.open(tasks.read(table))) {
            String plan = session.text("EXPLAIN (FORMAT JSON) SELECT FROM " + storage.from());
            return OptionalLong.of(
                    JSON.readTree(plan).path(0).path("Plan").path("Plan Rows").asLong());
        } catch (JsonProcessingException e) {
            return OptionalLong.empty();
        }
    }

    @Override
    public Optional<Chunk> firstChunk(TableLayout layout) {
        // What others wrote before the publication is not in the stream; and the storage's identity, which was asked
        // for before, must not be
        // newer than the rows.
        chunkServer.requireWhatPrimaryShows();
        return chunks.first(tables.look(layout.table()).storage());
    }

    @Override
    public Optional<Chunk> nextChunk(TableLayout layout, Chunk previous) {
        return chunks.after(tables.recall(layout.table()).storage(), previous);
    }

    @Override
    public void awaitReadable(TableId table) throws InterruptedException {
        if (!replication.slotIsNewerThanPublication()) {
            writers.awaitEnd(tables.storage(table));
        }
    }

    @Override
    public void readChunk(TableLayout layout, Chunk chunk, RowReceiver rows) throws InterruptedException {
        try {
            read(layout, PageRange.parse(chunk.range()), tables.recall(layout.table()), rows);
        } catch (SourceException e) {
            tables.forget(layout.table());
            throw e;
        }
    }

    /** Heaps that are gone are left out: the storage's identity tells. */
    private void read(TableLayout layout, PageRange range, Known known, RowReceiver rows) throws InterruptedException {
        BinaryRows decoder = new BinaryRows(projection(layout, known.definition()), positionFor(layout));
        List<Heap> heaps =
                known.storage().heaps().stream().filter(range::touches).toList();
        String grants =
                heaps.stream().map(heap -> tasks.grantSelect(heap.name())).collect(Collectors.joining(" "));
        try (Session session = chunkServer.open(new Task("read " + layout.table(), grants))) {
            session.read(connection -> {
                PageScan scan = new PageScan(connection, decoder, rows, LONGEST_STATEMENT);
                for (Heap heap : heaps) {
                    scan.read(heap, range.firstOf(heap), range.endOf(heap));
                }
            });
        }
    }

    @Override
    public Optional<ReadColumns> columns(TableLayout layout) {
        Set<String> names = layout.columns().stream().map(LakeColumn::name).collect(Collectors.toSet());
        try (Session session = control.open(tasks.read(layout.table()))) {
            List<Column> columns = session
                    .list(
                            COLUMNS,
                            row -> new Column(row.getString(1), row.getInt(2), row.getString(3), row.getString(4)),
                            layout.table().schema(),
                            layout.table().name())
                    .stream()
                    .filter(column -> names.contains(column.name))
                    .toList();
            return Optional.of(new ReadColumns(
                    new ColumnNumbers(
                            columns.isEmpty() ? "" : columns.get(0).table(),
                            columns.stream().collect(Collectors.toMap(Column::name, Column::number))),
                    columns.stream().map(Column::definition).collect(Collectors.joining(" "))));
        }
    }

    /** One column as it is now. */
    private record Column(String name, int number, String table, String definition) {}

    private String positionFor(TableLayout layout) {
        return layout.mode() == TableMode.CHANGELOG ? changelogPosition(currentPosition()) : "";
    }

    @Override
    public PostgresPosition currentPosition() {
        try (Session session = control.open(tasks.readPosition())) {
            return position(session);
        }
    }

    /** Ordered as the stream's positions of changes are, before every change behind it. */
    private static String changelogPosition(PostgresPosition position) {
        return String.format(Locale.ROOT, "%016X:%010d", position.lsn(), 0);
    }

    static PostgresPosition position(Session session) {
        return session.one(WalEnd.QUERY, WalEnd::read).endOfLastRecord();
    }

    @Override
    public void awaitVisible(SourceMark mark) throws InterruptedException {
        visibility.await();
        chunkServer.requireWhatPrimaryShows();
    }

    @Override
    public String storageIdentity(TableId table) {
        // Whoever begins to read, or goes on, may have other columns to read.
        return tables.look(table).storage().identity();
    }

    @Override
    public ConsistentRead openConsistentRead(TableLayout layout) {
        Projection<BinaryValue> projection =
                projection(layout, tables.look(layout.table()).definition());
        Session session = readers.open(tasks.read(layout.table()));
        try {
            return new PostgresConsistentRead(
                    session, layout.table(), position -> new BinaryRows(projection, changelogPosition(position)));
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    @Override
    public boolean sawTransaction(String snapshot, TransactionId transaction) {
        return TransactionSnapshot.parse(snapshot).sees(Long.parseLong(transaction.text()));
    }

    @Override
    public List<@Nullable Object[]> readRows(TableLayout layout, List<@Nullable Object[]> keys)
            throws InterruptedException {
        if (keys.isEmpty()) {
            return List.of();
        }
        visibility.await();
        Known known = tables.look(layout.table());
        BinaryRows decoder = new BinaryRows(projection(layout, known.definition()), "");
        String all =
                "SELECT " + decoder.selectList() + " FROM " + known.storage().from() + " WHERE ";
        List<@Nullable Object[]> found = new ArrayList<>();
        try (Session session = readers.open(tasks.read(layout.table()))) {
            KeyCondition condition = KeyCondition.of(session, layout);
            for (int from = 0; from < keys.size(); from += KEYS_PER_QUERY) {
                String some = condition.of(keys.subList(from, Math.min(keys.size(), from + KEYS_PER_QUERY)));
                session.read(connection -> {
                    CopiedRows copied = CopiedRows.of(connection, all + some);
                    while (copied.next()) {
                        found.add(
                                decoder.decode(copied.bytes(), copied.values()).clone());
                    }
                });
            }
        }
        return found;
    }

    private Projection<BinaryValue> projection(TableLayout layout, SourceTable definition) {
        return Projection.of(
                layout,
                definition,
                settings.selection().rules(layout.table()),
                types,
                rules(),
                settings.masking(),
                settings.madeNull().of(layout.table()));
    }

    private PostgresColumnRules rules() {
        PostgresColumnRules known = rules;
        if (known == null) {
            try (Session session = control.open(tasks.readCatalog())) {
                known = new PostgresColumnRules(
                        session.text("SHOW server_encoding").equals("SQL_ASCII"));
                rules = known;
            }
        }
        return known;
    }

    /** Nothing to do: the connections belong to the database. */
    @Override
    public void close() {}
}
