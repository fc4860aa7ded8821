package dev.firn.engine.source.postgres;

import dev.firn.engine.source.SilentChange;
import dev.firn.engine.source.postgres.PostgresOldValues.ColumnType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiPredicate;

/**
 * By what PostgreSQL's catalog shows that rows of a table came, went or got other values without a word in the log: where they lie, when each column was
 * last altered, and what the labels of its enumerations are.
 *
 * <p>{@code ALTER COLUMN ... TYPE} writes the column's entry anew and, unless the values stay as they are, all rows into other files.
 * {@code VACUUM FULL}, {@code CLUSTER} and the like write other files and leave the entries alone. A partition's rows lie in files of their own.
 *
 * @param partitioned whether it is the root of partitions
 * @param heaps where its rows lie, by oid: its own, or those of its partitions
 * @param columns by number
 * @param marks what its values look like beside their columns' types: a mark for each label of an enumeration and for each composite type
 */
record TableContents(
        boolean partitioned,
        SortedMap<Long, Heap> heaps,
        SortedMap<Integer, Column> columns,
        SortedMap<String, String> marks) {

    private static final String PARTITIONED = "p";

    /**
     * A relation that holds rows.
     *
     * @param file where; a rewrite changes it
     * @param cameWithRows whether it has rows and was a table before it was a partition
     */
    record Heap(long file, boolean cameWithRows) {}

    /**
     * A column.
     *
     * @param altered the transaction that wrote its entry
     */
    record Column(String altered, ColumnType type) {}

    /**
     * Reads what {@link PostgresIdentities} asks for.
     *
     * @param text the kind of relation and three lists, with bars between them: heaps as {@code oid:file}, the file only where it differs, with a plus if it came with rows; columns as
     *     {@code number:transaction:type:modifier}; marks as {@code name:value}
     */
    static TableContents parse(String text) {
        String[] parts = text.split("\\|", -1);
        SortedMap<Long, Heap> heaps = new TreeMap<>();
        for (String entry : entries(parts[1])) {
            boolean came = entry.endsWith("+");
            String[] fields = (came ? entry.substring(0, entry.length() - 1) : entry).split(":", -1);
            long oid = Long.parseLong(fields[0]);
            heaps.put(oid, new Heap(fields.length == 1 ? oid : Long.parseLong(fields[1]), came));
        }
        SortedMap<Integer, Column> columns = new TreeMap<>();
        for (String entry : entries(parts[2])) {
            String[] fields = entry.split(":", -1);
            // An oid has 32 bits without sign.
            columns.put(
                    Integer.valueOf(fields[0]),
                    new Column(
                            fields[1],
                            new ColumnType(Integer.parseUnsignedInt(fields[2]), Integer.parseInt(fields[3]))));
        }
        SortedMap<String, String> marks = new TreeMap<>();
        for (String entry : entries(parts[3])) {
            int colon = entry.indexOf(':');
            marks.put(entry.substring(0, colon), entry.substring(colon + 1));
        }
        return new TableContents(parts[0].equals(PARTITIONED), heaps, columns, marks);
    }

    private static List<String> entries(String list) {
        return list.isEmpty() ? List.of() : List.of(list.split(",", -1));
    }

    /** What has become of the rows since an earlier look. */
    Optional<SilentChange> since(TableContents earlier) {
        if (!heaps.keySet().containsAll(earlier.heaps.keySet())) {
            return moved("a partition was dropped or detached");
        }
        if (heaps.entrySet().stream()
                .anyMatch(heap -> heap.getValue().cameWithRows() && !earlier.heaps.containsKey(heap.getKey()))) {
            return moved("a partition was attached that had rows");
        }
        List<Integer> converted = altered(earlier, (before, now) -> !PostgresOldValues.areKept(before, now));
        if (!converted.isEmpty()) {
            return converted(
                    "the type of " + named(converted) + " was changed, so that old rows may have other values");
        }
        boolean rewritten = isRewritten(earlier);
        List<Integer> touched = altered(earlier, ColumnType::equals);
        if (rewritten && !touched.isEmpty()) {
            return converted("it was rewritten and " + named(touched)
                    + " altered, as by ALTER COLUMN TYPE with USING, so that old rows may have other values");
        }
        if (isShownOtherwise(earlier)) {
            return converted(
                    "a label of an enumeration was renamed, or a composite type changed, and old rows show it");
        }
        List<Integer> widened = altered(earlier, (before, now) -> !before.equals(now));
        if (isPartlyElsewhere(earlier, !widened.isEmpty())) {
            return moved("a partition was truncated by itself, or rewritten");
        }
        return rewritten && !widened.isEmpty()
                ? Optional.of(new SilentChange.Doubtful("it was rewritten and " + named(widened)
                        + " made wider, which changes no value unless the statement had USING"))
                : Optional.empty();
    }

    /** Columns of which the entry was written anew, and whose types before and now are such. */
    private List<Integer> altered(TableContents earlier, BiPredicate<ColumnType, ColumnType> types) {
        List<Integer> altered = new ArrayList<>();
        columns.forEach((number, column) -> {
            Column before = earlier.columns.get(number);
            if (before != null && !before.equals(column) && types.test(before.type(), column.type())) {
                altered.add(number);
            }
        });
        return altered;
    }

    private boolean isShownOtherwise(TableContents earlier) {
        return earlier.marks.entrySet().stream()
                .anyMatch(mark ->
                        !marks.getOrDefault(mark.getKey(), mark.getValue()).equals(mark.getValue()));
    }

    /** Whether all rows lie elsewhere. */
    private boolean isRewritten(TableContents earlier) {
        return !earlier.heaps.isEmpty()
                && earlier.heaps.entrySet().stream().allMatch(heap -> isOther(heap.getKey(), heap.getValue()));
    }

    /** Whether a partition's rows lie elsewhere for a reason that is none of the whole table's. The TRUNCATE of one partition is not told. */
    private boolean isPartlyElsewhere(TableContents earlier, boolean altered) {
        return partitioned
                && !(altered && isRewritten(earlier))
                && earlier.heaps.entrySet().stream().anyMatch(heap -> isOther(heap.getKey(), heap.getValue()));
    }

    private boolean isOther(long oid, Heap before) {
        Heap now = heaps.get(oid);
        return now != null && now.file() != before.file();
    }

    private static Optional<SilentChange> moved(String what) {
        return Optional.of(new SilentChange.Moved(what));
    }

    private static Optional<SilentChange> converted(String what) {
        return Optional.of(new SilentChange.Converted(what));
    }

    private static String named(List<Integer> columns) {
        String numbers = String.join(", ", columns.stream().map(String::valueOf).toList());
        return columns.size() == 1 ? "column number " + numbers : "columns number " + numbers;
    }
}
