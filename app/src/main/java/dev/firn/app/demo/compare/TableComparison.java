package dev.firn.app.demo.compare;

import dev.firn.schema.source.TableId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * Compares a table of the source with one of the lake. Both must stand still. The source's rows are held in memory.
 *
 * <p>Columns meet by name, without regard to upper and lower case.
 */
public final class TableComparison {

    private static final String OPERATION = "_firn_operation";
    private static final String POSITION = "_firn_position";
    private static final Set<String> LOG_COLUMNS = Set.of(OPERATION, "_firn_source_timestamp", POSITION);

    private final TableId table;
    private final Table lake;
    private final Findings findings = new Findings();
    private final List<SharedColumn> columns;
    /** Where the key's columns stand among the shared ones; empty without a key, or if the lake lacks one of them. */
    private final List<Integer> key;

    private final List<List<@Nullable Object>> sourceRows = new ArrayList<>();

    /** A column that both have. */
    private record SharedColumn(SourceColumn source, int sourceIndex, String lakeName) {}

    private TableComparison(TableId table, SourceSnapshot source, Table lake, Set<String> hidden) {
        this.table = table;
        this.lake = lake;
        this.columns = sharedColumns(source, hidden);
        this.key = key(source);
        List<Integer> indexes = columns.stream().map(SharedColumn::sourceIndex).toList();
        source.rows().forEach(row -> sourceRows.add(pick(row, indexes)));
    }

    /**
     * Compares a table by its primary key, or, where the lake has a changelog, with what the replay of that leaves.
     *
     * @param source a connection to the source; its session's time zone is set to UTC
     * @param table the source table
     * @param lake the table in the lake, which is refreshed
     */
    public static TableReport compare(Connection source, TableId table, Table lake) throws SQLException {
        return compare(source, table, lake, Set.of());
    }

    /**
     * Compares a table, with some columns left out.
     *
     * @param hidden columns of the source that the lake need not have, and that are not compared if it has them: excluded
     *     and masked ones
     */
    public static TableReport compare(Connection source, TableId table, Table lake, Set<String> hidden)
            throws SQLException {
        lake.refresh();
        SourceSnapshot snapshot = SourceSnapshot.read(source, table, name -> isVariant(lake, name));
        TableComparison comparison = new TableComparison(table, snapshot, lake, hidden);
        return lake.schema().findField(OPERATION) == null ? comparison.compareByKey() : comparison.compareReplayed();
    }

    private static boolean isVariant(Table lake, String column) {
        Types.NestedField field = lake.schema().caseInsensitiveFindField(column);
        return field != null && field.type().isVariantType();
    }

    private List<SharedColumn> sharedColumns(SourceSnapshot source, Set<String> hidden) {
        Set<String> lakeOnly = new TreeSet<>();
        lake.schema().columns().stream()
                .map(Types.NestedField::name)
                .filter(name -> !LOG_COLUMNS.contains(name))
                .forEach(lakeOnly::add);
        List<SharedColumn> shared = new ArrayList<>();
        for (int index = 0; index < source.columns().size(); index++) {
            SourceColumn column = source.columns().get(index);
            Types.NestedField field = lake.schema().caseInsensitiveFindField(column.name());
            if (field != null) {
                lakeOnly.remove(field.name());
            }
            if (hidden.contains(column.name())) {
                continue;
            }
            if (field == null) {
                findings.add(new Difference.DifferentColumns(column.name(), "source"));
            } else {
                shared.add(new SharedColumn(column, index, field.name()));
            }
        }
        lakeOnly.forEach(name -> findings.add(new Difference.DifferentColumns(name, "lake")));
        return shared;
    }

    private List<Integer> key(SourceSnapshot source) {
        List<String> names =
                columns.stream().map(column -> column.source().name()).toList();
        return names.containsAll(source.key())
                ? source.key().stream().map(names::indexOf).toList()
                : List.of();
    }

    private TableReport compareByKey() {
        if (key.isEmpty()) {
            findings.add(
                    new Difference.Incomparable("The source has no primary key whose columns are all in the lake, and"
                            + " the lake has no changelog: rows cannot be told apart"));
            return findings.report(table, sourceRows.size(), 0);
        }
        Map<List<@Nullable Object>, List<@Nullable Object>> byKey = new HashMap<>();
        sourceRows.forEach(row -> byKey.put(pick(row, key), row));
        Set<List<@Nullable Object>> met = new HashSet<>();
        long[] lakeRows = {0};
        readLake((record, row) -> {
            lakeRows[0]++;
            List<@Nullable Object> rowKey = pick(row, key);
            List<@Nullable Object> expected = byKey.get(rowKey);
            if (!met.add(rowKey)) {
                findings.add(new Difference.DuplicateKey(rowKey));
            }
            if (expected == null) {
                findings.add(new Difference.SurplusRow(rowKey));
            } else {
                compareValues(rowKey, expected, row);
            }
        });
        byKey.keySet().stream()
                .filter(rowKey -> !met.contains(rowKey))
                .forEach(rowKey -> findings.add(new Difference.MissingRow(rowKey)));
        return findings.report(table, sourceRows.size(), lakeRows[0]);
    }

    private void compareValues(
            List<@Nullable Object> rowKey, List<@Nullable Object> expected, List<@Nullable Object> found) {
        for (int i = 0; i < columns.size(); i++) {
            if (!Objects.equals(expected.get(i), found.get(i))) {
                findings.add(new Difference.DifferentValue(
                        rowKey, columns.get(i).source().name(), expected.get(i), found.get(i)));
            }
        }
    }

    private TableReport compareReplayed() {
        ChangelogReplay replay = new ChangelogReplay(key, findings);
        readLake((record, row) ->
                replay.add(String.valueOf(record.getField(OPERATION)), String.valueOf(record.getField(POSITION)), row));
        Map<List<@Nullable Object>, Integer> surplus = replay.rows();
        long lakeRows = surplus.values().stream().mapToLong(Integer::longValue).sum();
        sourceRows.forEach(row -> surplus.merge(row, -1, Integer::sum));
        surplus.forEach((row, count) -> {
            for (int i = 0; i < Math.abs(count); i++) {
                findings.add(count > 0 ? new Difference.SurplusRow(row) : new Difference.MissingRow(row));
            }
        });
        return findings.report(table, sourceRows.size(), lakeRows);
    }

    private void readLake(BiConsumer<Record, List<@Nullable Object>> reader) {
        try (CloseableIterable<Record> records = IcebergGenerics.read(lake).build()) {
            for (Record record : records) {
                reader.accept(record, canonical(record));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + lake.name() + " of the lake", e);
        }
    }

    private List<@Nullable Object> canonical(Record record) {
        List<@Nullable Object> row = new ArrayList<>(columns.size());
        for (SharedColumn column : columns) {
            Object value = record.getField(column.lakeName());
            row.add(value == null ? null : column.source().kind().fromLake(value));
        }
        return row;
    }

    private static List<@Nullable Object> pick(List<@Nullable Object> row, List<Integer> indexes) {
        List<@Nullable Object> picked = new ArrayList<>(indexes.size());
        indexes.forEach(index -> picked.add(row.get(index)));
        return picked;
    }
}
