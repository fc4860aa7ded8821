package dev.firn.app.config;

import dev.firn.schema.layout.ColumnMask;
import dev.firn.schema.layout.TableMode;
import dev.firn.schema.layout.TableRules;
import dev.firn.schema.source.TableId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An element of {@code tables.overrides}: what is different for one table.
 *
 * @param table the table, in the source's own spelling
 * @param mode how its changes become rows
 * @param key the columns to take as the key; empty to use the source's own
 * @param excludeColumns columns that never leave the database
 * @param maskColumns columns whose values are hidden, and how
 * @param partitionBy partition fields as Iceberg's DDL writes them, such as {@code bucket(16, id)}
 */
public record TableOverride(
        TableId table,
        TableMode mode,
        List<String> key,
        Set<String> excludeColumns,
        Map<String, ColumnMask> maskColumns,
        List<String> partitionBy) {

    private static final TableId STAND_IN = new TableId("?", "?");

    public TableOverride {
        key = List.copyOf(key);
        excludeColumns = Set.copyOf(excludeColumns);
        maskColumns = Map.copyOf(maskColumns);
        partitionBy = List.copyOf(partitionBy);
    }

    static TableOverride read(Section section) {
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
        for (Entry column : excluded.elements()) {
            refuseKeyColumn(column, column.text(), key, "excluded: rows could not be told apart");
            if (masks.containsKey(column.text())) {
                column.refuse("'" + column.text() + "' is masked as well; an excluded column has no value to mask");
            }
        }
        TableOverride override = new TableOverride(
                table,
                mode,
                key,
                Set.copyOf(excluded.texts()),
                masks,
                section.entry("partition-by").texts());
        section.refuseUnknownKeys();
        return override;
    }

    private static void refuseKeyColumn(Entry place, String column, List<String> key, String consequence) {
        if (key.contains(column)) {
            place.refuse("'" + column + "' is a column of the configured key and cannot be " + consequence);
        }
    }

    /** The part of it that decides what rows look like. */
    public TableRules rules() {
        return new TableRules(mode, key, excludeColumns, maskColumns);
    }
}
