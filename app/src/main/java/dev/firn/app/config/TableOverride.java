package dev.firn.app.config;

import dev.firn.schema.layout.ColumnMask;
import dev.firn.schema.layout.OnUnrepresentableValue;
import dev.firn.schema.layout.TableMode;
import dev.firn.schema.layout.TableRules;
import dev.firn.schema.source.TableId;
import dev.firn.sink.catalog.DeleteKind;
import dev.firn.sink.catalog.OnForeignChange;
import dev.firn.sink.catalog.Partitioning;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * An element of {@code tables.overrides}: what is different for one table.
 *
 * @param table the table, in the source's own spelling
 * @param mode how its changes become rows
 * @param key the columns to take as the key; empty to use the source's own
 * @param excludeColumns columns that never leave the database
 * @param maskColumns columns whose values are hidden, and how
 * @param columnTypes what columns become, where that is not what their type becomes by itself
 * @param onUnrepresentableValue what becomes of values that their columns cannot hold
 * @param onForeignChange what becomes of it when somebody else changes it in the lake
 * @param deletes how its delete files say which rows are gone; null for what {@code sink} says
 * @param partitionBy how its Iceberg table is partitioned
 */
public record TableOverride(
        TableId table,
        TableMode mode,
        List<String> key,
        Set<String> excludeColumns,
        Map<String, ColumnMask> maskColumns,
        Map<String, Type> columnTypes,
        OnUnrepresentableValue onUnrepresentableValue,
        OnForeignChange onForeignChange,
        @Nullable DeleteKind deletes,
        Partitioning partitionBy) {

    private static final TableId STAND_IN = new TableId("?", "?");

    public TableOverride {
        key = List.copyOf(key);
        excludeColumns = Set.copyOf(excludeColumns);
        maskColumns = Map.copyOf(maskColumns);
        columnTypes = Map.copyOf(columnTypes);
    }

    /** What holds for all tables that do not say otherwise. */
    record Defaults(OnUnrepresentableValue onUnrepresentableValue, OnForeignChange onForeignChange) {}

    static TableOverride read(Section section, Defaults general) {
        Entry name = section.entry("table");
        if (!name.isPresent()) {
            name.refuse("is missing; it names the table, such as public.customers");
        }
        TableId table = name.parsed(STAND_IN, TableId::parse);
        TableMode mode = section.entry("mode").choice(TableMode.class, TableMode.UPSERT);
        List<String> key = section.entry("key").texts();
        Entry excluded = section.entry("exclude-columns");
        Entry masked = section.entry("mask-columns");
        Map<String, ColumnMask> masks = new LinkedHashMap<>();
        masked.section().entries().forEach((column, mask) -> {
            masks.put(column, mask.choice(ColumnMask.class, ColumnMask.REDACT));
            refuseKeyColumn(mask, column, key, "masked: two rows could get the same key");
        });
        Map<String, Type> types = readTypes(section.entry("column-types"), masks.keySet());
        Partitioning partitioning = readPartitioning(section.entry("partition-by"));
        for (Entry column : excluded.elements()) {
            refuseKeyColumn(column, column.text(), key, "excluded: rows could not be told apart");
            if (masks.containsKey(column.text())) {
                column.refuse("'" + column.text() + "' is masked as well; an excluded column has no value to mask");
            }
            if (types.containsKey(column.text())) {
                column.refuse("'" + column.text() + "' has a column type as well; an excluded column has none");
            }
        }
        TableOverride override = new TableOverride(
                table,
                mode,
                key,
                Set.copyOf(excluded.texts()),
                masks,
                types,
                section.entry("on-unrepresentable-value")
                        .choice(OnUnrepresentableValue.class, general.onUnrepresentableValue()),
                section.entry("on-foreign-change").choice(OnForeignChange.class, general.onForeignChange()),
                section.entry("deletes").isPresent()
                        ? section.entry("deletes").choice(DeleteKind.class, DeleteKind.EQUALITY)
                        : null,
                partitioning);
        section.refuseUnknownKeys();
        return override;
    }

    private static Map<String, Type> readTypes(Entry chosen, Set<String> masked) {
        Map<String, Type> types = new LinkedHashMap<>();
        chosen.section().entries().forEach((column, type) -> {
            types.put(column, type.parsed(Types.StringType.get(), ColumnTypeText::parse));
            if (masked.contains(column)) {
                type.refuse("'" + column + "' is masked as well; a masked column is a string, or always null");
            }
        });
        return types;
    }

    private static Partitioning readPartitioning(Entry list) {
        List<Partitioning.Field> fields = new ArrayList<>();
        for (Entry element : list.elements()) {
            Partitioning field = element.parsed(Partitioning.NONE, text -> Partitioning.parse(List.of(text)));
            fields.addAll(field.fields());
        }
        return new Partitioning(fields);
    }

    private static void refuseKeyColumn(Entry place, String column, List<String> key, String consequence) {
        if (key.contains(column)) {
            place.refuse("'" + column + "' is a column of the configured key and cannot be " + consequence);
        }
    }

    /** The part of it that decides what rows look like. */
    public TableRules rules() {
        Set<String> partitionColumns =
                partitionBy.fields().stream().map(Partitioning.Field::column).collect(Collectors.toSet());
        return new TableRules(
                mode, key, excludeColumns, maskColumns, columnTypes, onUnrepresentableValue, partitionColumns);
    }
}
