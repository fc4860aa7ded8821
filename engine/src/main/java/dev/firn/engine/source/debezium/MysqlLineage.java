package dev.firn.engine.source.debezium;

import dev.firn.engine.source.debezium.AlteringSession.Habit;
import dev.firn.engine.source.debezium.MysqlColumn.Generated;
import dev.firn.schema.change.ColumnLineage;
import dev.firn.schema.change.ColumnLineage.OldRows;
import dev.firn.schema.source.SourceColumn;
import dev.firn.schema.source.SourceTable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** How a MySQL table's columns came from those before a statement, by what the statement says. */
final class MysqlLineage {

    /** For each column's present name, in lower case, the one it had before the statement; null if it is new. */
    private final Map<String, @Nullable String> formerNames = new HashMap<>();

    /** What the statement says of old rows, by the new column's name in lower case. */
    private final Map<String, DefaultClause> fillings = new HashMap<>();

    private final Set<String> dropped = new HashSet<>();
    private final Set<String> redefined = new HashSet<>();

    private final AlteringSession session;

    private MysqlLineage(AlteringSession session) {
        this.session = session;
    }

    /**
     * Reads a statement.
     *
     * @param table the table as it is afterwards
     * @param told the same in the log's own form
     * @param before the columns that it had
     * @param after those that it has
     */
    static ColumnLineage of(
            String statement,
            SourceTable table,
            Struct told,
            Map<String, MysqlColumn> before,
            Map<String, MysqlColumn> after) {
        Optional<List<AlterStatement.Change>> changes = AlterStatement.read(statement);
        if (changes.isEmpty()) {
            return ColumnLineage.BY_NAME;
        }
        MysqlLineage lineage = new MysqlLineage(AlteringSession.in(statement));
        lineage.follow(changes.get());
        return lineage.of(table, told, before, after);
    }

    /** One after the other: renames that MySQL does at a time come by {@link SimultaneousRenames}. */
    private void follow(List<AlterStatement.Change> changes) {
        for (AlterStatement.Change change : changes) {
            if (change instanceof AlterStatement.Change.Added added) {
                formerNames.put(lower(added.column()), null);
                fillings.put(lower(added.column()), added.filling());
            } else if (change instanceof AlterStatement.Change.Renamed renamed) {
                String between = lower(renamed.column());
                String former = formerNames.containsKey(between) ? formerNames.remove(between) : renamed.column();
                formerNames.put(lower(renamed.to()), former);
                if (redefined.remove(between)) {
                    redefined.add(lower(renamed.to()));
                }
            } else if (change instanceof AlterStatement.Change.Dropped gone) {
                dropped.add(lower(gone.column()));
            } else if (change instanceof AlterStatement.Change.Redefined redefined) {
                this.redefined.add(lower(redefined.column()));
            }
        }
    }

    private ColumnLineage of(
            SourceTable table, Struct told, Map<String, MysqlColumn> before, Map<String, MysqlColumn> after) {
        Map<String, Struct> definitions = new HashMap<>();
        List<Struct> columns = told.getArray("columns");
        columns.forEach(column -> definitions.put(column.getString("name"), column));
        Map<String, String> renamed = new HashMap<>();
        Set<String> remade = new HashSet<>();
        Map<String, OldRows> added = new HashMap<>();
        for (SourceColumn column : table.columns()) {
            String name = column.name();
            if (!formerNames.containsKey(lower(name))) {
                continue;
            }
            String former = formerNames.get(lower(name));
            if (former != null) {
                renamed.put(name, former);
            } else {
                DefaultClause filling = fillings.getOrDefault(lower(name), new DefaultClause.Other());
                added.put(name, oldRows(column, definitions.get(name), filling));
                if (dropped.contains(lower(name))) {
                    remade.add(name);
                }
            }
        }
        return new ColumnLineage.Told(renamed, remade, added, converted(before, after));
    }

    /** The columns in which old rows may have other values than before, each with what became of it. */
    private Map<String, String> converted(Map<String, MysqlColumn> before, Map<String, MysqlColumn> after) {
        Map<String, String> converted = new HashMap<>();
        after.forEach((name, now) -> {
            MysqlColumn then = former(name, before);
            if (then != null && now.generated() == Generated.YES && redefined.contains(lower(name))) {
                converted.put(name, "is computed anew");
            } else if (then != null) {
                MysqlOldValues.change(then, now, redefined.contains(lower(name)), session)
                        .ifPresent(change -> converted.put(name, change));
            }
        });
        retyped(before, after)
                .ifPresent(retyped -> after.forEach((name, now) -> {
                    if (now.generated() != Generated.NO && former(name, before) != null && !name.equals(retyped)) {
                        converted.putIfAbsent(name, "may be computed of " + retyped + ", which has another definition");
                    }
                }));
        return converted;
    }

    /** A column that has another definition: what others are made of it may be another thing, though its own values are kept. */
    private Optional<String> retyped(Map<String, MysqlColumn> before, Map<String, MysqlColumn> after) {
        return after.entrySet().stream()
                .filter(column -> {
                    MysqlColumn then = former(column.getKey(), before);
                    return then != null
                            && !column.getValue().hasSameMeaning(then, redefined.contains(lower(column.getKey())));
                })
                .map(Map.Entry::getKey)
                .sorted()
                .findFirst();
    }

    private @Nullable MysqlColumn former(String name, Map<String, MysqlColumn> before) {
        String former = formerNames.getOrDefault(lower(name), name);
        return former == null ? null : before.get(former);
    }

    private OldRows oldRows(SourceColumn column, @Nullable Struct definition, DefaultClause filling) {
        if (definition == null
                || filling instanceof DefaultClause.Generated
                || (column.type().name().equals("timestamp") && session.has(Habit.FILLS_TIMESTAMPS))
                || Boolean.TRUE.equals(definition.getBoolean("autoIncremented"))) {
            return new OldRows.Computed();
        }
        if (filling instanceof DefaultClause.Text text) {
            return text(text.text(), definition);
        } else if (filling instanceof DefaultClause.Numeral number) {
            return number(number.text(), column);
        } else if (filling instanceof DefaultClause.Other) {
            return new OldRows.Computed();
        }
        // A server of old may give a first timestamp the time of the change.
        boolean unsaid = definition.getString("defaultValueExpression") == null;
        return column.nullable() && unsaid ? new OldRows.Empty() : implied(column, unsaid);
    }

    /** What is not allowed to be null is filled, be it with a zero or an empty text. */
    private static OldRows implied(SourceColumn column, boolean unsaid) {
        Optional<String> implied =
                unsaid && !column.nullable() ? MysqlConstants.implied(column.type()) : Optional.empty();
        return implied.<OldRows>map(OldRows.Constant::new).orElseGet(OldRows.Computed::new);
    }

    /** A label is the one that the definition spells, a default may spell it otherwise. */
    private static OldRows text(String text, Struct definition) {
        List<String> labels = definition.getArray("enumValues");
        boolean isKnown =
                labels == null || labels.isEmpty() || labels.contains(text) || labels.contains("'" + text + "'");
        return isKnown ? new OldRows.Constant(text) : new OldRows.Computed();
    }

    private static OldRows number(String number, SourceColumn column) {
        boolean isNumeric = MysqlConstants.implied(column.type())
                .map("0"::equals)
                .orElse(column.type().name().startsWith("bit")
                        || column.type().name().equals("year"));
        boolean isText = !isNumeric && MysqlConstants.implied(column.type()).isPresent();
        return isNumeric || (isText && MysqlConstants.isPlainWhole(number))
                ? new OldRows.Constant(number)
                : new OldRows.Computed();
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
