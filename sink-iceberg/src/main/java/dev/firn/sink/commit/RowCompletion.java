package dev.firn.sink.commit;

import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.lake.Generation.IncompleteRow;
import dev.firn.engine.lake.PresentRows;
import dev.firn.engine.lake.StagedFiles;
import dev.firn.engine.lake.TableCommit;
import dev.firn.engine.lake.TableCommit.Step;
import dev.firn.sink.catalog.WriteSettings;
import dev.firn.sink.resolve.KeyLookup;
import dev.firn.sink.resolve.RowFile;
import dev.firn.sink.resolve.RowPlaces;
import dev.firn.sink.resolve.RowPlaces.Place;
import dev.firn.sink.resolve.RowValues;
import dev.firn.sink.table.TableReshaping;
import dev.firn.sink.write.IncompleteRows;
import dev.firn.sink.write.LoadWriter;
import dev.firn.sink.write.StageLabel;
import dev.firn.sink.write.StagedManifests;
import dev.firn.sink.write.WriteTarget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives rows that lack values those of the rows that they replace: of the table as it stands, and of what the commit brings before them. The old row is
 * found by its key, its values are read by its place.
 *
 * <p>Rows are taken from their file some at a time, and a large value is in memory while its row is written.
 */
final class RowCompletion {

    private static final Logger LOG = LoggerFactory.getLogger(RowCompletion.class);

    /** How many bytes of rows are looked up at once, as they are known so far. */
    private static final long PORTION_BYTES = 32L << 20;

    /** As much as an object takes beside its value. */
    private static final long ROW_BYTES = 200;

    private final ExecutorService readers;
    private final KeyLookup.Limits limits;
    private final WriteSettings settings;
    private final Function<CheckpointId, StageLabel> labels;
    private final RecentStages recent;

    RowCompletion(
            ExecutorService readers,
            KeyLookup.Limits limits,
            WriteSettings settings,
            Function<CheckpointId, StageLabel> labels,
            RecentStages recent) {
        this.readers = readers;
        this.limits = limits;
        this.settings = settings;
        this.labels = labels;
        this.recent = recent;
    }

    /** The commit with rows that have all values. What they were read from is kept: whoever is sure of the result {@link StagedLists#forgetIncomplete forgets} it. */
    TableCommit complete(WriteTarget target, TableView view, TableCommit commit, PresentRows present)
            throws InterruptedException {
        List<Step> steps = new ArrayList<>();
        Step.Replace replaced = null;
        List<StagedFiles> earlier = new ArrayList<>();
        for (Step step : commit.steps()) {
            Step done = step;
            if (step instanceof Step.Replace replace) {
                replaced = replace;
                earlier.clear();
            } else if (step instanceof Step.Apply apply) {
                StagedFiles whole = apply.generation();
                if (!whole.incomplete().isEmpty()) {
                    Rows rows = new Rows(target, view, new CommitRun(replaced, earlier), whole, present);
                    whole = recent.listed(whole.completedBy(rows.write(labels.apply(commit.checkpoint()))));
                    done = new Step.Apply(whole);
                }
                earlier.add(whole);
            }
            steps.add(done);
        }
        return new TableCommit(
                commit.table(),
                commit.checkpoint(),
                commit.position(),
                commit.sourceTimestamp(),
                steps,
                commit.resolution());
    }

    /** The rows of one generation. */
    private final class Rows {

        private final WriteTarget target;
        private final TableView view;
        private final CommitRun before;
        private final StagedFiles generation;
        private final PresentRows present;

        Rows(WriteTarget target, TableView view, CommitRun before, StagedFiles generation, PresentRows present) {
            this.target = target;
            this.view = view;
            this.before = before;
            this.generation = generation;
            this.present = present;
        }

        StagedFiles write(StageLabel label) throws InterruptedException {
            StagedFiles written = StagedFiles.NONE;
            for (String location : generation.incomplete()) {
                try (IncompleteRows rows = IncompleteRows.open(view.io(), location);
                        LoadWriter writer = LoadWriter.open(target, settings, label, rows.schema())) {
                    List<IncompleteRow> portion = new ArrayList<>();
                    long bytes = 0;
                    for (IncompleteRow row = rows.next(); row != null; row = rows.next()) {
                        portion.add(row);
                        bytes += ROW_BYTES + bytes(row);
                        if (bytes > PORTION_BYTES) {
                            write(portion, rows, writer);
                            portion.clear();
                            bytes = 0;
                        }
                    }
                    write(portion, rows, writer);
                    written = written.completedBy(writer.finish());
                } catch (IOException e) {
                    throw new UncheckedIOException("Cannot read " + location, e);
                }
            }
            return written;
        }

        private void write(List<IncompleteRow> portion, IncompleteRows rows, LoadWriter writer)
                throws InterruptedException {
            if (portion.isEmpty()) {
                return;
            }
            Schema table = TableReshaping.awaited(view.table());
            @Nullable
            Place[] places = new RowPlaces(view.io(), table, rows.keyFieldIds(), limits, readers)
                    .find(portion.stream().map(IncompleteRow::formerKey).toList(), this::rowFiles);
            Map<RowFile, List<Integer>> byFile = new LinkedHashMap<>();
            List<IncompleteRow> unknown = new ArrayList<>();
            for (int index = 0; index < places.length; index++) {
                Place place = places[index];
                if (place == null) {
                    unknown.add(portion.get(index));
                } else {
                    byFile.computeIfAbsent(place.file(), file -> new ArrayList<>())
                            .add(index);
                }
            }
            byFile.forEach((file, indexes) -> fromLake(file, indexes, portion, places, rows.schema(), table, writer));
            if (!unknown.isEmpty()) {
                fromSource(unknown, rows, writer);
            }
        }

        /** What the rows of the generation may replace. */
        private void rowFiles(Consumer<RowFile> consumer) {
            Step.Replace replaced = before.replaced();
            if (replaced == null) {
                view.rowFiles(consumer);
            } else {
                replaced.content().forEach(content -> staged(content, 0, consumer));
            }
            for (int index = 0; index < before.generations().size(); index++) {
                staged(before.generations().get(index), index + 1, consumer);
            }
        }

        private void staged(StagedFiles files, long age, Consumer<RowFile> consumer) {
            StagedManifests.readData(
                    files.dataManifests(),
                    view.io(),
                    view.table().specs(),
                    file -> consumer.accept(new RowFile(file, age, List.of(), true)));
        }

        @SuppressWarnings("NullAway") // the rows that are asked for have places
        private void fromLake(
                RowFile file,
                List<Integer> indexes,
                List<IncompleteRow> portion,
                @Nullable Place[] places,
                Schema columns,
                Schema table,
                LoadWriter writer) {
            BitSet missing = new BitSet();
            indexes.forEach(index -> missing.or(portion.get(index).missing()));
            int[] read = missing.stream().toArray();
            List<NestedField> fields = new ArrayList<>();
            for (int column : read) {
                NestedField field = columns.columns().get(column);
                fields.add(NestedField.from(table.findField(field.fieldId()))
                        .asOptional()
                        .build());
            }
            List<Integer> ascending = new ArrayList<>(indexes);
            ascending.sort(Comparator.comparingLong(index -> places[index].position()));
            long[] positions = ascending.stream()
                    .mapToLong(index -> places[index].position())
                    .distinct()
                    .toArray();
            int[] next = new int[1];
            new RowValues(fields)
                    .read(file.file(), view.io().newInputFile(file.file()), positions, (position, values) -> {
                        while (next[0] < ascending.size() && places[ascending.get(next[0])].position() == position) {
                            IncompleteRow row = portion.get(ascending.get(next[0]));
                            for (int index = 0; index < read.length; index++) {
                                if (row.missing().get(read[index])) {
                                    row.row()[read[index]] = values[index];
                                }
                            }
                            writer.write(row.row());
                            // Its large values are with the writer now.
                            row.missing().stream().forEach(column -> row.row()[column] = null);
                            next[0]++;
                        }
                    });
        }

        /** The last resort, as where deletes are by key: a value that changed meanwhile is the later one, a row that is gone is left out. */
        private void fromSource(List<IncompleteRow> unknown, IncompleteRows rows, LoadWriter writer)
                throws InterruptedException {
            LOG.warn(
                    "{} has not, or not once, {} rows that its source has changed: their large values are read from the source, as it is now",
                    view.table().name(),
                    unknown.size());
            int[] key = rows.keyFieldIds().stream()
                    .mapToInt(id -> indexOf(rows.schema(), id))
                    .toArray();
            Map<List<@Nullable Object>, IncompleteRow> byKey = new HashMap<>();
            List<@Nullable Object[]> keys = new ArrayList<>();
            for (IncompleteRow row : unknown) {
                List<@Nullable Object> values = key(row.row(), key);
                byKey.put(values, row);
                keys.add(values.toArray());
            }
            for (@Nullable Object[] image : present.read(generation, keys)) {
                IncompleteRow row = byKey.get(key(image, key));
                if (row != null) {
                    row.missing().stream().forEach(column -> row.row()[column] = image[column]);
                    writer.write(row.row());
                }
            }
        }

        private static List<@Nullable Object> key(@Nullable Object[] row, int[] indexes) {
            List<@Nullable Object> key = new ArrayList<>();
            for (int index : indexes) {
                Object value = row[index];
                key.add(value instanceof CharSequence text ? text.toString() : value);
            }
            return key;
        }

        private static int indexOf(Schema schema, int fieldId) {
            for (int index = 0; index < schema.columns().size(); index++) {
                if (schema.columns().get(index).fieldId() == fieldId) {
                    return index;
                }
            }
            throw new IllegalArgumentException("Rows lack the key's column of field id " + fieldId);
        }

        private static long bytes(IncompleteRow row) {
            long bytes = 0;
            for (Object value : row.row()) {
                bytes += value instanceof CharSequence text
                        ? text.length()
                        : value instanceof java.nio.ByteBuffer binary ? binary.remaining() : Long.BYTES;
            }
            return bytes;
        }
    }
}
