package dev.firn.engine.source.jdbc;

import dev.firn.engine.decode.Masking;
import dev.firn.engine.source.SourceException;
import dev.firn.engine.source.SourceException.Cure;
import dev.firn.schema.layout.ChangelogColumn;
import dev.firn.schema.layout.ColumnMask;
import dev.firn.schema.layout.LakeColumn;
import dev.firn.schema.layout.OnUnrepresentableValue;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.layout.TableMode;
import dev.firn.schema.layout.TableRules;
import dev.firn.schema.mapping.ColumnTypes;
import dev.firn.schema.mapping.MappedType;
import dev.firn.schema.mapping.TypeMapping;
import dev.firn.schema.source.SourceColumn;
import dev.firn.schema.source.SourceTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.iceberg.types.Type;
import org.jspecify.annotations.Nullable;

/**
 * What a layout takes of its table as the table is now: what to select, and how it is read. What the layout does not have is
 * not selected, and a column that is masked by null is not either.
 *
 * @param layout what rows are to look like
 * @param columns one for each source column of the layout
 * @param madeNull counts values that become null because nothing else can stand for them
 * @param <R> what reads a value in the form in which the database sends it
 */
public record Projection<R>(TableLayout layout, List<Column<R>> columns, LongAdder madeNull) {

    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final String READ = "r";

    public Projection {
        columns = List.copyOf(columns);
    }

    /**
     * One column of the query.
     *
     * @param expression what is selected
     * @param reader how it is read
     * @param mask how it is hidden
     * @param onUnrepresentableValue what becomes of a value that cannot be read
     * @param <R> what reads a value
     */
    public record Column<R>(
            String expression,
            R reader,
            Optional<UnaryOperator<@Nullable Object>> mask,
            OnUnrepresentableValue onUnrepresentableValue) {}

    /**
     * Joins a layout with its table.
     *
     * @throws SourceException if the table no longer fits the layout; a layout made anew will
     */
    public static <R> Projection<R> of(
            TableLayout layout,
            SourceTable table,
            TableRules rules,
            TypeMapping types,
            ColumnRules<R> columnRules,
            Masking masking,
            LongAdder madeNull) {
        List<Column<R>> columns = new ArrayList<>();
        for (LakeColumn kept : sourceColumns(layout)) {
            SourceColumn column = table.columns().stream()
                    .filter(candidate -> candidate.name().equals(kept.name()))
                    .findFirst()
                    .orElseThrow(() -> changed(layout, "column " + kept.name() + " is gone", null));
            columns.add(column(layout, kept, column, rules, types, columnRules, masking));
        }
        return new Projection<>(layout, columns, madeNull);
    }

    private static <R> Column<R> column(
            TableLayout layout,
            LakeColumn kept,
            SourceColumn column,
            TableRules rules,
            TypeMapping types,
            ColumnRules<R> columnRules,
            Masking masking) {
        Optional<ColumnMask> mask = Optional.ofNullable(rules.masks().get(kept.name()));
        if (mask.equals(Optional.of(ColumnMask.NULL))) {
            return new Column<>("NULL", columnRules.nothing(), Optional.empty(), rules.onUnrepresentableValue());
        }
        // A masked column's layout has the type of the mask: the value underneath is read by the type it would have
        // had.
        Type type = mask.isPresent() ? unmasked(layout, column, rules, types) : kept.type();
        try {
            return new Column<>(
                    columnRules.expression(column, type),
                    columnRules.reader(column, type),
                    mask.map(masking::operator),
                    kept.required() || layout.keyNames().contains(kept.name())
                            ? OnUnrepresentableValue.STOP_TABLE
                            : rules.onUnrepresentableValue());
        } catch (IllegalArgumentException e) {
            throw changed(layout, "column " + kept.name() + " is now " + column.type() + ", which is no " + type, e);
        }
    }

    private static Type unmasked(TableLayout layout, SourceColumn column, TableRules rules, TypeMapping types) {
        MappedType mapped = ColumnTypes.of(column, rules, types);
        if (mapped instanceof MappedType.Supported supported) {
            return supported.type();
        }
        throw changed(
                layout, "column " + column.name() + " is now " + column.type() + ", which Firn cannot read", null);
    }

    private static SourceException changed(TableLayout layout, String found, @Nullable Throwable cause) {
        return new SourceException(
                Cure.RETRY,
                "Cannot read " + layout.table() + ": it changed since it was last looked at, " + found
                        + "; it is looked at again",
                cause);
    }

    private static List<LakeColumn> sourceColumns(TableLayout layout) {
        int own = layout.mode() == TableMode.CHANGELOG ? ChangelogColumn.values().length : 0;
        return layout.columns().subList(0, layout.columns().size() - own);
    }

    public String selectList() {
        return columns.isEmpty()
                ? "NULL"
                : columns.stream().map(column -> column.expression()).collect(Collectors.joining(", "));
    }

    /**
     * The values that end every row of one read: in a changelog, that it was read, when and where.
     *
     * @param position where the log stands at the read
     */
    public List<Object> tail(String position) {
        if (layout.mode() != TableMode.CHANGELOG) {
            return List.of();
        }
        Instant now = Instant.now();
        long micros = Math.multiplyExact(now.getEpochSecond(), MICROS_PER_SECOND) + now.getNano() / 1000;
        List<Object> tail = new ArrayList<>();
        for (ChangelogColumn column : ChangelogColumn.values()) {
            tail.add(
                    switch (column) {
                        case OPERATION -> READ;
                        case SOURCE_TIMESTAMP -> micros;
                        case POSITION -> position;
                    });
        }
        return tail;
    }
}
