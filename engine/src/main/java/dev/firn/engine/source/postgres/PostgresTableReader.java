package dev.firn.engine.source.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firn.engine.event.SourceMark;
import dev.firn.engine.event.TransactionId;
import dev.firn.engine.source.SourceSettings;
import dev.firn.engine.source.TableReader;
import dev.firn.engine.source.jdbc.Connections;
import dev.firn.engine.source.jdbc.Projection;
import dev.firn.engine.source.jdbc.RowDecoder;
import dev.firn.engine.source.jdbc.Session;
import dev.firn.engine.source.jdbc.Task;
import dev.firn.engine.source.postgres.TableStorage.Heap;
import dev.firn.schema.layout.LakeColumn;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.layout.TableMode;
import dev.firn.schema.mapping.TypeMapping;
import dev.firn.schema.source.SourceTable;
import dev.firn.schema.source.TableId;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads PostgreSQL's tables by ranges of pages (ctid), which works for every table whatever its key, and needs no index. A
 * partitioned table is read leaf by leaf.
 */
final class PostgresTableReader implements TableReader {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long CHUNK_BYTES = 64L << 20;
    private static final long FETCH_BYTES = 4L << 20;
    private static final int MAX_FETCH_ROWS = 10_000;
    // Wider rows come out as narrower fetches; a page of narrow rows holds more than this, which only makes fetches
    // smaller.
    private static final int ASSUMED_ROWS_PER_PAGE = 8;
    private static final int KEYS_PER_QUERY = 1_000;

    private final Connections control;
    private final Connections readers;
    private final PostgresTasks tasks;
    private final PostgresCatalog catalog;
    private final SourceSettings settings;
    private final TypeMapping types;
    private final PostgresReplication replication;
    private final RunningWriters writers;
    private final PostgresVisibility visibility;
    private final PostgresColumnRules rules = new PostgresColumnRules();
    private final PageChunks chunks = new PageChunks(CHUNK_BYTES);

    PostgresTableReader(
            Connections control,
            Connections readers,
            PostgresTasks tasks,
            PostgresCatalog catalog,
            SourceSettings settings,
            TypeMapping types,
            PostgresReplication replication,
            DeliveredTransactions delivered) {
        this.control = control;
        this.readers = readers;
        this.tasks = tasks;
        this.catalog = catalog;
        this.settings = settings;
        this.types = types;
        this.replication = replication;
        this.writers = new RunningWriters(control, tasks);
        this.visibility = new PostgresVisibility(control, tasks, delivered);
    }

    /** The planner's estimate, which knows how much the table has grown since its statistics were taken. */
    @Override
    public OptionalLong estimatedRows(TableId table) {
        TableStorage storage = storage(table);
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
        awaitWritersBeforePublication(layout.table());
        return chunks.first(storage(layout.table()));
    }

    @Override
    public Optional<Chunk> nextChunk(TableLayout layout, Chunk previous) {
        return chunks.after(storage(layout.table()), previous);
    }

    private void awaitWritersBeforePublication(TableId table) {
        if (!replication.slotIsNewerThanPublication()) {
            writers.awaitEnd(storage(table));
        }
    }

    @Override
    public void readChunk(TableLayout layout, Chunk chunk, RowReceiver rows) throws InterruptedException {
        PageRange range = PageRange.parse(chunk.range());
        TableStorage storage = storage(layout.table());
        Optional<Heap> heap = storage.heaps().stream()
                .filter(candidate -> candidate.oid() == range.heap())
                .findFirst();
        if (heap.isEmpty()) {
            return; // the partition is gone, which the storage identity tells
        }
        Projection projection = projection(layout);
        RowDecoder decoder = projection.decoder(positionFor(layout));
        String query = "SELECT " + projection.selectList() + " FROM ONLY "
                + PostgresSql.quote(heap.get().name()) + " WHERE " + range.condition();
        Task task =
                new Task("read " + layout.table(), tasks.grantSelect(heap.get().name()));
        try (Session session = readers.open(task)) {
            session.read(connection -> {
                // A cursor lives in a transaction: this one ends with the chunk.
                connection.setAutoCommit(false);
                try (PreparedStatement statement = connection.prepareStatement(query)) {
                    statement.setFetchSize(fetchSize(storage));
                    decoder.readAll(statement, rows);
                }
                connection.commit();
                connection.setAutoCommit(true);
            });
        }
    }

    private static int fetchSize(TableStorage storage) {
        long rowBytes = Math.max(1, storage.bytes() / Math.max(1, storage.pages() * ASSUMED_ROWS_PER_PAGE));
        return (int) Math.max(1, Math.min(MAX_FETCH_ROWS, FETCH_BYTES / rowBytes));
    }

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
    }

    @Override
    public String storageIdentity(TableId table) {
        return storage(table).identity();
    }

    @Override
    public ConsistentRead openConsistentRead(TableLayout layout) {
        awaitWritersBeforePublication(layout.table());
        TableStorage storage = storage(layout.table());
        Projection projection = projection(layout);
        String query = "SELECT " + projection.selectList() + " FROM " + storage.from();
        Session session = readers.open(tasks.read(layout.table()));
        try {
            return new PostgresConsistentRead(
                    session, query, fetchSize(storage), position -> projection.decoder(changelogPosition(position)));
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
        Projection projection = projection(layout);
        TableStorage storage = storage(layout.table());
        List<@Nullable Object[]> found = new ArrayList<>();
        try (Session session = readers.open(tasks.read(layout.table()))) {
            String query = "SELECT " + projection.selectList() + " FROM " + storage.from() + " WHERE "
                    + keyCondition(session, layout);
            for (int from = 0; from < keys.size(); from += KEYS_PER_QUERY) {
                List<@Nullable Object[]> batch = keys.subList(from, Math.min(keys.size(), from + KEYS_PER_QUERY));
                RowDecoder decoder = projection.decoder("");
                found.addAll(session.list(query, decoder::decode, keyArrays(layout, batch)));
            }
        }
        return found;
    }

    /** Keys travel as arrays of text, one for each key column, and are read by the column's own type. */
    private static String keyCondition(Session session, TableLayout layout) {
        Map<String, String> nativeTypes = new HashMap<>();
        session.list(
                """
                SELECT a.attname, format_type(a.atttypid, a.atttypmod)
                FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = ? AND c.relname = ? AND a.attnum > 0 AND NOT a.attisdropped
                """,
                row -> nativeTypes.put(row.getString(1), row.getString(2)),
                layout.table().schema(),
                layout.table().name());
        List<String> names = layout.keyNames();
        String columns = names.stream().map(PostgresSql::quote).collect(Collectors.joining(", "));
        String casts = IntStream.range(0, names.size())
                .mapToObj(i -> "k" + i + "::" + nativeTypes.get(names.get(i)))
                .collect(Collectors.joining(", "));
        String arrays = names.stream().map(name -> "?::text[]").collect(Collectors.joining(", "));
        String aliases = IntStream.range(0, names.size()).mapToObj(i -> "k" + i).collect(Collectors.joining(", "));
        return "(" + columns + ") IN (SELECT " + casts + " FROM unnest(" + arrays + ") AS keys(" + aliases + "))";
    }

    private static Object[] keyArrays(TableLayout layout, List<@Nullable Object[]> keys) {
        Object[] arrays = new Object[layout.key().size()];
        for (int part = 0; part < arrays.length; part++) {
            LakeColumn column = layout.columns().get(layout.key().get(part));
            @Nullable String[] values = new String[keys.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = KeyText.of(column.type(), keys.get(i)[part]);
            }
            arrays[part] = values;
        }
        return arrays;
    }

    private Projection projection(TableLayout layout) {
        SourceTable table = catalog.table(layout.table()).orElseThrow(() -> TableStorage.gone(layout.table()));
        return Projection.of(
                layout, table, settings.selection().rules(layout.table()), types, rules, settings.masking());
    }

    private TableStorage storage(TableId table) {
        try (Session session = control.open(tasks.read(table))) {
            return TableStorage.of(session, table);
        }
    }

    /** Nothing to do: the connections belong to the database. */
    @Override
    public void close() {}
}
