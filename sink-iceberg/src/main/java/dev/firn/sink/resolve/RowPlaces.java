package dev.firn.sink.resolve;

import dev.firn.engine.lake.LakeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import org.apache.iceberg.Schema;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.iceberg.util.Tasks;
import org.jspecify.annotations.Nullable;

/**
 * Finds where the rows of keys are, in a table and in what is about to be committed to it: of each the newest, which replaces the others. What is read of
 * files of the table counts against a budget.
 */
public final class RowPlaces {

    /** Of rows of the table itself, whatever it has come by them. */
    private static final long OF_TABLE = 0;

    private final FileIO io;
    private final KeyColumns columns;
    /** For each column of {@link #columns} the place of its value in a key. */
    private final int[] order;

    private final KeyLookup.Limits limits;
    private final ExecutorService readers;
    private final LivePositions live;
    private long bytesRead;

    /** Where a row is. */
    public record Place(RowFile file, long position) {}

    /** A row that was found, until a newer one is. */
    private record Found(Place place, long age, boolean isOnly) {

        Found or(Found other) {
            if (age != other.age) {
                return age > other.age ? this : other;
            }
            return new Found(place, age, false);
        }
    }

    /**
     * @param schema the columns with the types that keys are compared by
     * @param keyFieldIds the key's field ids, in the order of its values
     */
    public RowPlaces(
            FileIO io, Schema schema, List<Integer> keyFieldIds, KeyLookup.Limits limits, ExecutorService readers) {
        this.io = io;
        this.columns = KeyColumns.of(schema::findField, keyFieldIds);
        this.order = columns.fields().stream()
                .map(NestedField::fieldId)
                .mapToInt(keyFieldIds::indexOf)
                .toArray();
        this.limits = limits;
        this.readers = readers;
        this.live = new LivePositions(io);
    }

    /**
     * The places of rows, in the order of their keys; null for one that is nowhere, and for one of which several rows are equally new, so that nobody
     * knows which it is.
     *
     * @throws LakeException if the table has files that cannot be read
     * @throws BudgetExceeded before anything is read that goes beyond the budget
     */
    public @Nullable Place[] find(List<@Nullable Object[]> keys, Consumer<Consumer<RowFile>> files) {
        KeyScope scope = new KeyScope(columns);
        int[] numbers = new int[keys.size()];
        for (int number = 0; number < numbers.length; number++) {
            KeyReader.Row row = KeyReader.Row.of(columns, inOrder(keys.get(number)));
            long earlier = scope.number(row.key());
            numbers[number] = earlier == DeletedKeys.NONE ? number : (int) earlier;
            if (numbers[number] == number) {
                scope.add(row, number);
            }
        }
        scope.settle();
        List<RowFile> candidates = new ArrayList<>();
        files.accept(file -> {
            if (scope.mayBeIn(file.file(), DeletedKeys.NONE)) {
                candidates.add(file);
            }
        });
        spend(candidates);
        @Nullable Found[] found = new @Nullable Found[keys.size()];
        Tasks.foreach(candidates)
                .executeWith(readers)
                .stopOnFailure()
                .throwFailureWhenFinished()
                .run(file -> search(file, scope, found));
        return Arrays.stream(numbers).mapToObj(number -> place(found[number])).toArray(Place[]::new);
    }

    private static @Nullable Place place(@Nullable Found found) {
        return found != null && found.isOnly() ? found.place() : null;
    }

    private @Nullable Object[] inOrder(@Nullable Object[] key) {
        @Nullable Object[] ordered = new @Nullable Object[order.length];
        for (int column = 0; column < order.length; column++) {
            ordered[column] = key[order[column]];
        }
        return ordered;
    }

    private void spend(List<RowFile> candidates) {
        List<RowFile> ofTable =
                candidates.stream().filter(file -> !file.isStaged()).toList();
        bytesRead += ofTable.stream()
                .mapToLong(file -> KeyColumnSize.of(file.file(), columns))
                .sum();
        if (bytesRead > limits.readBytes()) {
            throw new BudgetExceeded(bytesRead, limits.readBytes(), ofTable.size());
        }
    }

    private void search(RowFile file, KeyScope scope, @Nullable Found[] found) {
        List<Long> numbers = new ArrayList<>();
        List<Long> positions = new ArrayList<>();
        KeyFile.read(file.file(), io.newInputFile(file.file()), columns, KeyLookup.Pace.FREE, row -> {
            long number = scope.number(row.key());
            if (number != DeletedKeys.NONE) {
                numbers.add(number);
                positions.add(row.position());
            }
        });
        if (numbers.isEmpty()) {
            return;
        }
        PositionDeleteIndex deleted = live.of(file.file(), file.deletes());
        long age = file.isStaged() ? file.sequence() : OF_TABLE;
        synchronized (found) {
            for (int index = 0; index < numbers.size(); index++) {
                if (!deleted.isDeleted(positions.get(index))) {
                    int number = numbers.get(index).intValue();
                    Found here = new Found(new Place(file, positions.get(index)), age, true);
                    Found other = found[number];
                    found[number] = other == null ? here : here.or(other);
                }
            }
        }
    }
}
