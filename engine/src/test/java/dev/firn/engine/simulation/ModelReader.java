package dev.firn.engine.simulation;

import dev.firn.engine.event.SourceMark;
import dev.firn.engine.event.SourcePosition;
import dev.firn.engine.event.TransactionId;
import dev.firn.engine.simulation.Faults.BrokenPromise;
import dev.firn.engine.source.ReadColumns;
import dev.firn.engine.source.SourceException;
import dev.firn.engine.source.TableReader;
import dev.firn.schema.change.ColumnNumbers;
import dev.firn.schema.layout.ChangelogColumn;
import dev.firn.schema.layout.LakeColumn;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.layout.TableMode;
import dev.firn.schema.mapping.MappedType;
import dev.firn.schema.source.TableId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Queries of the model database: by place, by key, or all under one snapshot; each sees what is visible when it starts. */
final class ModelReader implements TableReader {

    private static final int CHUNK = 3;

    private final ModelSource source;
    private final ModelDatabase database;

    ModelReader(ModelSource source) {
        this.source = source;
        this.database = source.database;
    }

    private TableImage visible(TableId table) {
        TableImage image = database.table(table, database.visible());
        if (image == null) {
            throw new SourceException(SourceException.Cure.OPERATOR, "Cannot read " + table + ": no such table", null);
        }
        return image;
    }

    @Override
    public OptionalLong estimatedRows(TableId table) {
        source.mayFail("estimate");
        return OptionalLong.empty();
    }

    @Override
    public Optional<Chunk> firstChunk(TableLayout layout) {
        source.mayFail("find a chunk");
        source.oracle.loadBegins(source.process, layout.table());
        return visible(layout.table()).rows().isEmpty() ? Optional.empty() : Optional.of(new Chunk(0, "0"));
    }

    /** Whoever wrote to the table before its changes were carried is visible from here on. */
    @Override
    public void awaitReadable(TableId table) {
        source.mayFail("wait for writers");
        database.makeVisible(database.publication.since(visible(table).identity()));
    }

    @Override
    public Optional<Chunk> nextChunk(TableLayout layout, Chunk previous) {
        source.mayFail("find a chunk");
        int from = Integer.parseInt(previous.range()) + CHUNK;
        SortedMap<Integer, @Nullable Object[]> rows = visible(layout.table()).rows();
        return rows.isEmpty() || rows.lastKey() < from
                ? Optional.empty()
                : Optional.of(new Chunk(previous.ordinal() + 1, Integer.toString(from)));
    }

    @Override
    public void readChunk(TableLayout layout, Chunk chunk, RowReceiver rows) throws InterruptedException {
        source.mayFail("read a chunk");
        source.oracle.chunkIsRead(source.process, layout.table(), chunk, source.schedule.now());
        TableImage image = visible(layout.table());
        int from = Integer.parseInt(chunk.range());
        List<@Nullable Object[]> found = new ArrayList<>();
        image.rows().subMap(from, from + CHUNK).values().forEach(row -> found.add(project(image, row, layout)));
        for (@Nullable Object[] row : found) {
            handOver(row, rows);
            source.schedule.pause(source.process);
        }
        source.schedule.pause(source.process);
    }

    /** Whoever keeps the array has nothing, as with a reader that uses it again. */
    private static void handOver(@Nullable Object[] row, RowReceiver rows) throws InterruptedException {
        rows.accept(row);
        Arrays.fill(row, null);
    }

    private static @Nullable Object[] project(TableImage image, @Nullable Object[] row, TableLayout layout) {
        List<LakeColumn> columns = layout.columns();
        int width = columns.size() - (layout.mode() == TableMode.CHANGELOG ? ChangelogColumn.values().length : 0);
        @Nullable Object[] projected = new @Nullable Object[columns.size()];
        for (int i = 0; i < width; i++) {
            int column = image.column(columns.get(i).name());
            if (column < 0 || !hasType(image, column, columns.get(i))) {
                throw new SourceException(
                        SourceException.Cure.OPERATOR,
                        "Cannot read " + layout.table() + ": no such column " + columns.get(i),
                        null);
            }
            projected[i] = row[column];
        }
        return projected;
    }

    private static boolean hasType(TableImage image, int column, LakeColumn wanted) {
        MappedType type =
                ModelTypes.map(image.definition().columns().get(column).type());
        return type.equals(new MappedType.Supported(wanted.type()));
    }

    /** Like a catalog with numbers, whose columns never become what they were. */
    @Override
    public Optional<ReadColumns> columns(TableLayout layout) {
        source.mayFail("ask for the columns");
        if (database.announcesDefinitions) {
            return Optional.empty();
        }
        TableImage image = visible(layout.table());
        int visible = database.visible();
        Map<String, Integer> numbers = new TreeMap<>();
        StringBuilder definitions = new StringBuilder(Integer.toString(image.identity()));
        definitions.append(' ').append(database.exchanges(image.identity(), visible));
        for (LakeColumn column : layout.columns()) {
            int index = image.column(column.name());
            if (index >= 0) {
                numbers.put(column.name(), database.number(image.identity(), column.name(), visible));
                definitions.append(' ').append(image.definition().columns().get(index));
            }
        }
        return Optional.of(new ReadColumns(
                new ColumnNumbers(Integer.toString(image.identity()), numbers), definitions.toString()));
    }

    @Override
    public SourcePosition currentPosition() {
        source.mayFail("ask where the log stands");
        if (source.faults.breaks(BrokenPromise.POSITION_COVERS_READS)) {
            return new ModelPosition(Math.max(0, database.end() - 6));
        }
        return new ModelPosition(database.end());
    }

    @Override
    public void awaitVisible(SourceMark mark) {
        source.mayFail("wait");
        if (!source.faults.breaks(BrokenPromise.VISIBLE_AFTER_AWAIT)) {
            database.makeVisible(((ModelPosition) mark.position()).committed());
        }
    }

    @Override
    public String storageIdentity(TableId table) {
        source.mayFail("ask for the storage");
        return source.faults.breaks(BrokenPromise.STORAGE_HAS_AN_IDENTITY)
                ? "always the same"
                : Integer.toString(visible(table).storage());
    }

    @Override
    public ConsistentRead openConsistentRead(TableLayout layout) {
        source.mayFail("open a read");
        int seen = database.visible();
        TableImage image = visible(layout.table());
        source.oracle.content().snapshotTaken(layout.table(), seen);
        return new ConsistentRead() {
            @Override
            public String snapshot() {
                return "sees/" + seen;
            }

            @Override
            public void read(RowReceiver rows) throws InterruptedException {
                source.mayFail("read");
                for (@Nullable Object[] row : image.rows().values()) {
                    handOver(project(image, row, layout), rows);
                    source.schedule.pause(source.process);
                }
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public List<@Nullable Object[]> readRows(TableLayout layout, List<@Nullable Object[]> keys) {
        source.mayFail("read rows");
        database.makeVisible(database.delivered());
        TableImage image = visible(layout.table());
        Set<List<@Nullable Object>> wanted = new HashSet<>();
        keys.forEach(key -> wanted.add(Arrays.asList(key)));
        List<@Nullable Object[]> found = new ArrayList<>();
        for (@Nullable Object[] row : image.rows().values()) {
            if (wanted.contains(image.keyOf(row))) {
                found.add(project(image, row, layout));
            }
        }
        return found;
    }

    @Override
    public boolean sawTransaction(String snapshot, TransactionId transaction) {
        if (source.faults.breaks(BrokenPromise.SNAPSHOTS_KNOW_TRANSACTIONS)) {
            return false;
        }
        int seen = Integer.parseInt(snapshot.substring("sees/".length()));
        return Integer.parseInt(transaction.text().substring("tx/".length())) <= seen;
    }

    @Override
    public void close() {}
}
