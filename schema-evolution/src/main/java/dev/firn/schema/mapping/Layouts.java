package dev.firn.schema.mapping;

import dev.firn.schema.layout.ChangelogColumn;
import dev.firn.schema.layout.ColumnMask;
import dev.firn.schema.layout.LakeColumn;
import dev.firn.schema.layout.OnUnrepresentableValue;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.layout.TableMode;
import dev.firn.schema.layout.TableRules;
import dev.firn.schema.mapping.LayoutResult.Refused;
import dev.firn.schema.mapping.LayoutResult.Replicable;
import dev.firn.schema.mapping.MappedType.Supported;
import dev.firn.schema.mapping.MappedType.Unsupported;
import dev.firn.schema.source.SourceColumn;
import dev.firn.schema.source.SourceTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Type.TypeID;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * The layout that a source table gets under the user's rules: a pure function, so that the stream, the loader and a
 * replacement process on another host arrive at the same one.
 *
 * <ul>
 *   <li>Columns keep the source's names and order. Excluded ones are left out; masked ones become strings, or keep their type
 *       and are null.
 *   <li>Where values that a column cannot hold become null, the columns that may have such values are optional.
 *   <li>The key is the configured one, else the source's. Its columns are required; another column is required if the source
 *       allows no null in it.
 *   <li>A table without a key becomes a changelog, whatever mode was asked for.
 *   <li>A changelog ends with the {@link ChangelogColumn}s. All its own columns are optional: a delete may know no more than
 *       the key, a truncate not even that.
 * </ul>
 */
public final class Layouts {

    private final SourceTable table;
    private final TableRules rules;
    private final TypeMapping types;
    private final List<String> key;
    private final TableMode mode;
    private final List<String> problems = new ArrayList<>();

    private Layouts(SourceTable table, TableRules rules, TypeMapping types) {
        this.table = table;
        this.rules = rules;
        this.types = types;
        this.key = rules.key().isEmpty() ? table.key() : rules.key();
        this.mode = key.isEmpty() ? TableMode.CHANGELOG : rules.mode();
    }

    /** Lays a table out, or names everything that is in the way. */
    public static LayoutResult of(SourceTable table, TableRules rules, TypeMapping types) {
        return new Layouts(table, rules, types).layOut();
    }

    private LayoutResult layOut() {
        problems.addAll(RuleProblems.of(table, rules, key));
        List<LakeColumn> columns = ownColumns();
        refuseEqualNames(columns);
        if (mode == TableMode.CHANGELOG) {
            refuseChangelogNames(columns);
            Arrays.stream(ChangelogColumn.values()).map(ChangelogColumn::column).forEach(columns::add);
        }
        if (!problems.isEmpty()) {
            return new Refused(problems);
        }
        List<String> names = columns.stream().map(LakeColumn::name).toList();
        List<Integer> keyIndexes = key.stream().map(names::indexOf).toList();
        return new Replicable(new TableLayout(table.id(), columns, keyIndexes, mode));
    }

    private List<LakeColumn> ownColumns() {
        List<SourceColumn> kept = table.columns().stream()
                .filter(column -> !rules.excludedColumns().contains(column.name()))
                .toList();
        if (kept.isEmpty()) {
            problems.add(
                    table.columns().isEmpty()
                            ? "The source table has no columns"
                            : "All columns are excluded; remove one from exclude-columns, or exclude the table");
        }
        List<LakeColumn> columns = new ArrayList<>();
        for (SourceColumn column : kept) {
            MappedType mapped = ColumnTypes.of(column, rules, types);
            if (mapped instanceof Unsupported unsupported) {
                problems.add(unsupported(column, unsupported));
            } else if (mapped instanceof Supported supported) {
                columns.add(column(column, supported.type()));
            }
        }
        return columns;
    }

    private LakeColumn column(SourceColumn column, Type type) {
        boolean isKey = key.contains(column.name());
        if (isKey && mode == TableMode.UPSERT && (type.typeId() == TypeID.FLOAT || type.typeId() == TypeID.DOUBLE)) {
            problems.add("Column " + column.name() + " of type " + column.type()
                    + " cannot be a key: Iceberg identifies no row"
                    + " by a floating point number; configure another key, or the mode changelog");
        }
        if (isKey
                && mode == TableMode.UPSERT
                && (type.typeId() == TypeID.VARIANT || type.typeId() == TypeID.GEOMETRY)) {
            problems.add("Column " + column.name() + " cannot be a key as " + type
                    + ": Iceberg identifies no row by it; take it out of column-types, or configure another key");
        }
        ColumnMask mask = rules.masks().get(column.name());
        boolean mayBecomeNull = rules.onUnrepresentableValue() == OnUnrepresentableValue.NULL
                && types.hasUnrepresentableValues(column.type(), type);
        boolean required = mode == TableMode.UPSERT
                && (isKey || (!column.nullable() && !mayBecomeNull))
                && mask != ColumnMask.NULL;
        return new LakeColumn(column.name(), masked(type, mask), required);
    }

    private static Type masked(Type type, @Nullable ColumnMask mask) {
        return mask == ColumnMask.HMAC_SHA256 || mask == ColumnMask.REDACT ? Types.StringType.get() : type;
    }

    private String unsupported(SourceColumn column, Unsupported found) {
        String remedy = key.contains(column.name())
                ? "It belongs to the key and cannot be excluded; configure another key"
                : "To replicate the table without it, name it in exclude-columns";
        return "Column " + column.name() + " of type " + column.type() + " cannot be replicated: " + found.reason()
                + ". " + remedy;
    }

    /** Names that Iceberg would keep apart, and query engines would not. */
    private void refuseEqualNames(List<LakeColumn> columns) {
        Map<String, String> seen = new HashMap<>();
        for (LakeColumn column : columns) {
            String other = seen.putIfAbsent(column.name().toLowerCase(Locale.ROOT), column.name());
            if (other != null) {
                problems.add(
                        "Columns " + other + " and " + column.name() + " differ only in case, and Glue and most query"
                                + " engines cannot tell them apart; rename one at the source, or exclude one with exclude-columns");
            }
        }
    }

    private void refuseChangelogNames(List<LakeColumn> columns) {
        for (LakeColumn column : columns) {
            for (ChangelogColumn own : ChangelogColumn.values()) {
                if (own.column().name().equalsIgnoreCase(column.name())) {
                    problems.add("Column " + column.name()
                            + " has the name of a column that Firn adds to a changelog; rename"
                            + " it at the source, or exclude it with exclude-columns");
                }
            }
        }
    }
}
