package dev.firn.engine.source.debezium;

import dev.firn.engine.decode.ColumnForm;
import dev.firn.engine.decode.ForbiddenNullException;
import dev.firn.engine.decode.LogRowDecoder;
import dev.firn.engine.event.ChangeEvent;
import dev.firn.engine.source.SourceCatalog.Refusal;
import dev.firn.engine.source.SourceSettings;
import dev.firn.engine.source.debezium.Lineages.Traced;
import dev.firn.schema.change.ColumnLineage;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.layout.TableRules;
import dev.firn.schema.mapping.ColumnTypes;
import dev.firn.schema.mapping.Definitions;
import dev.firn.schema.mapping.LayoutResult;
import dev.firn.schema.mapping.LayoutResult.Refused;
import dev.firn.schema.mapping.LayoutResult.Replicable;
import dev.firn.schema.mapping.Layouts;
import dev.firn.schema.mapping.MappedType.Supported;
import dev.firn.schema.mapping.TypeMapping;
import dev.firn.schema.source.SourceColumn;
import dev.firn.schema.source.SourceTable;
import dev.firn.schema.source.SourceType;
import dev.firn.schema.source.TableId;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.iceberg.types.Type;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * The tables of one stream as the log has shown them so far: for each schema of a table how its records are translated, and
 * the layout that was last announced. For one thread.
 */
final class StreamedTables {

    private final SourceSettings settings;
    private final TypeMapping types;
    private final Function<TableId, Optional<SourceTable>> catalog;
    private final KeysTold keysAreTold;
    private final Corrections corrections;
    private final OldRowValues oldRows;
    private final Lineages lineages;

    /** By the schema object itself: the connector makes a new one whenever a table's definition changes, and only then. */
    private final IdentityHashMap<Schema, Known> bySchema = new IdentityHashMap<>();

    private final Map<TableId, Announced> announced = new HashMap<>();

    /** The last schema looked up; a table's changes come in runs. */
    private @Nullable Schema lastSchema;

    private @Nullable Known last;

    /** How a schema's records are translated; null images where they are not. */
    private record Known(TableId table, @Nullable RowImages images) {}

    /** What was last seen and said of a table: its layout, or why it has none. */
    private record Announced(
            SourceTable table,
            @Nullable TableLayout layout,
            List<String> problems,
            @Nullable Schema schema) {}

    /** How a connector's values become the source's own. */
    @FunctionalInterface
    interface Corrections {
        /**
         * What makes of a column's values those of the source; null where they are the same.
         *
         * @param schema of the values
         * @param source the column's type
         * @param type what it becomes
         */
        @Nullable
        UnaryOperator<Object> of(Schema schema, SourceType source, Type type);
    }

    /** Whether a change that names no key means that the table has none. */
    enum KeysTold {
        /** The log's own definitions have the keys; only a truncate tells none. */
        ALWAYS,
        /** The connector looks a key up in the catalog when it first reads a change, and the table may be gone by then. */
        IF_THE_TABLE_IS_THERE
    }

    /**
     * @param catalog the tables as they are now, asked where a record does not tell a table's key
     * @param constants how what definitions tell of old rows becomes values
     * @param lineages how columns came from those that were shown before
     */
    StreamedTables(
            SourceSettings settings,
            TypeMapping types,
            Function<TableId, Optional<SourceTable>> catalog,
            KeysTold keysAreTold,
            Corrections corrections,
            OldRowValues.Constants constants,
            Lineages lineages) {
        this.lineages = lineages;
        this.keysAreTold = keysAreTold;
        this.corrections = corrections;
        this.oldRows = new OldRowValues(types, settings.masking(), constants);
        this.settings = settings;
        this.types = types;
        this.catalog = catalog;
    }

    /** Adds the events of a record that changes rows of a table. */
    void translate(SourceRecord record, EventOrigin origin, List<ChangeEvent> out) {
        Struct value = (Struct) record.value();
        Schema schema = record.valueSchema();
        Known known = known(schema);
        if (known == null) {
            known = meet(record, value, origin, out);
            if (known == null) {
                return;
            }
        }
        RowImages images = known.images;
        while (images != null) {
            try {
                images.translate(value, origin, out);
                return;
            } catch (ForbiddenNullException e) {
                images = relaxed(known.table, schema, images, e, origin, out);
            }
        }
    }

    /**
     * How to read rows from before a column began to forbid null: as a column that allows it. Only a log whose definitions are those of
     * the time of reading brings such rows; null if this one does not.
     */
    private @Nullable RowImages relaxed(
            TableId table,
            Schema envelope,
            RowImages images,
            ForbiddenNullException found,
            EventOrigin origin,
            List<ChangeEvent> out) {
        Announced before = announced.get(table);
        if (keysAreTold == KeysTold.ALWAYS || before == null) {
            out.add(images.unreadable(found));
            return null;
        }
        if (before.table.key().contains(found.column())) {
            // An old row is told by the key that it had.
            out.add(new ChangeEvent.Untold(table, "its key is another than when a row was changed"));
            return null;
        }
        List<SourceColumn> columns = before.table.columns().stream()
                .map(column -> column.name().equals(found.column()) ? column.allowingNull() : column)
                .toList();
        SourceTable relaxed = new SourceTable(table, columns, before.table.key());
        Schema image = envelope.field("after").schema();
        return meet(relaxed, envelope, image, origin, out).images;
    }

    /** Says that a change cannot be told, for a reason that its table has no part in; once for the table in a batch. */
    void refuse(SourceRecord record, String reason, List<ChangeEvent> out) {
        refuse(table(((Struct) record.value()).getStruct("source")), reason, out);
    }

    /** The same of a change that has no record. */
    void refuse(TableId table, String reason, List<ChangeEvent> out) {
        boolean said = out.stream()
                .anyMatch(event -> event instanceof ChangeEvent.Unreadable other
                        && other.table().equals(table));
        if (settings.selection().selects(table) && !said) {
            out.add(new ChangeEvent.Unreadable(table, "Cannot read a change of " + table + ": " + reason, null));
        }
    }

    @SuppressWarnings("ReferenceEquality") // a schema is known by identity
    private @Nullable Known known(Schema schema) {
        if (schema != lastSchema) {
            lastSchema = schema;
            last = bySchema.get(schema);
        }
        return last;
    }

    /** The first record under a schema. */
    private @Nullable Known meet(SourceRecord record, Struct value, EventOrigin origin, List<ChangeEvent> out) {
        TableId table = table(value.getStruct("source"));
        if (!settings.selection().selects(table)) {
            return remember(record.valueSchema(), new Known(table, null));
        }
        Schema envelope = record.valueSchema();
        Schema image = envelope.field("after").schema();
        boolean truncates = "t".equals(value.getString("op"));
        SourceTable shown = ToldKey.overNotNull(ColumnSchemas.table(table, image, record.keySchema()), catalog);
        Optional<Refusal> unreadable = TwinColumns.refusal(shown);
        if (unreadable.isPresent()) {
            return refuse(shown, envelope, unreadable.get().reason(), out);
        }
        if (!truncates && (record.keySchema() != null || keysAreTold == KeysTold.ALWAYS)) {
            return meet(shown, envelope, image, origin, out);
        }
        Optional<SourceTable> withKey = withKey(shown);
        if (withKey.isPresent()) {
            return meet(withKey.get(), envelope, image, origin, out);
        }
        if (truncates) {
            out.add(new ChangeEvent.Truncate(table));
            return null;
        }
        // A load finds out whether the table is still there.
        out.add(
                new ChangeEvent.Untold(
                        table,
                        shown.columns().stream().map(SourceColumn::name).collect(Collectors.toSet()),
                        catalog.apply(table).isPresent()
                                ? "its key has other columns than when a row was changed"
                                : "it was dropped or renamed before a change of it was read, of which the key is not known any more"));
        return remember(envelope, new Known(table, null));
    }

    /**
     * The table with the key that its record did not tell: the catalog's if it still has the table, else the one seen before.
     * Empty if neither fits.
     */
    private Optional<SourceTable> withKey(SourceTable shown) {
        Set<String> columns = shown.columns().stream().map(SourceColumn::name).collect(Collectors.toSet());
        Announced before = announced.get(shown.id());
        return catalog.apply(shown.id())
                .or(() -> Optional.ofNullable(before).map(Announced::table))
                .map(SourceTable::key)
                .filter(columns::containsAll)
                .map(key -> new SourceTable(shown.id(), shown.columns(), key));
    }

    private Known meet(SourceTable table, Schema envelope, Schema image, EventOrigin origin, List<ChangeEvent> out) {
        TableRules rules = settings.selection().rules(table.id());
        Announced before = announced.get(table.id());
        TableLayout layout = announce(table, rules, envelope, lineages.of(table, origin.transaction()), out);
        if (layout == null) {
            return remember(envelope, new Known(table.id(), null));
        }
        if (keysAreTold != KeysTold.ALWAYS && before != null && !before.table.equals(table)) {
            describe(table.id(), out);
        }
        Map<String, SourceColumn> columns =
                table.columns().stream().collect(Collectors.toMap(SourceColumn::name, Function.identity()));
        LogRowDecoder decoder = LogRowDecoder.compile(
                layout,
                image,
                rules,
                settings.masking(),
                field -> form(field, columns.get(field.name()), rules),
                settings.madeNull().of(table.id()));
        boolean keyIsConfigured = !layout.keyNames().equals(table.key());
        return remember(
                envelope,
                new Known(
                        table.id(), new RowImages(decoder, envelope, keyIsConfigured, keysAreTold == KeysTold.ALWAYS)));
    }

    private ColumnForm form(Field field, @Nullable SourceColumn column, TableRules rules) {
        if (column != null && ColumnTypes.of(column, rules, types) instanceof Supported supported) {
            return new ColumnForm(supported.type(), corrections.of(field.schema(), column.type(), supported.type()));
        }
        throw new IllegalStateException("A layout was made of a column that has no type: " + field.name());
    }

    private Known remember(Schema schema, Known known) {
        bySchema.put(schema, known);
        lastSchema = schema;
        last = known;
        return known;
    }

    /** Says how a table looks from here on, for a database whose log tells it apart from the rows. */
    void define(SourceTable told, ColumnLineage lineage, List<ChangeEvent> out) {
        if (settings.selection().selects(told.id())) {
            SourceTable table = ToldKey.overNotNull(told, catalog);
            if (announce(table, settings.selection().rules(table.id()), null, new Traced(lineage, null, null), out)
                    != null) {
                describe(table.id(), out);
            }
        }
    }

    /** Says that a table has other rows than before, and not which. */
    void untold(TableId table, String reason, List<ChangeEvent> out) {
        if (settings.selection().selects(table)) {
            out.add(new ChangeEvent.Untold(table, reason));
        }
    }

    /** Says what the catalog says of a table whose definition has changed: the log does not tell it, or not reliably. */
    private void describe(TableId table, List<ChangeEvent> out) {
        TableRules rules = settings.selection().rules(table);
        catalog.apply(table).ifPresent(found -> {
            TableLayout there =
                    Layouts.of(found, rules, types) instanceof Replicable replicable ? replicable.layout() : null;
            out.add(new ChangeEvent.Described(table, Definitions.of(found, rules), there));
        });
    }

    /** Says that a table is gone. */
    void drop(TableId table, List<ChangeEvent> out) {
        if (settings.selection().selects(table)) {
            forget(announced.remove(table));
            out.add(new ChangeEvent.Dropped(table));
        }
    }

    /** Says that a table has another name; how it looks under that is told apart. */
    void rename(TableId from, TableId to, List<ChangeEvent> out) {
        if (settings.selection().selects(from)) {
            forget(announced.remove(from));
            out.add(new ChangeEvent.Renamed(from, to));
        } else if (settings.selection().selects(to)) {
            out.add(new ChangeEvent.Dropped(to));
        }
        // Whatever had the new name has another one since, or is gone.
        forget(announced.remove(to));
    }

    /** Lays the table out, and says so if that is news; null if it cannot be replicated. */
    private @Nullable TableLayout announce(
            SourceTable table, TableRules rules, @Nullable Schema schema, Traced traced, List<ChangeEvent> out) {
        ColumnLineage lineage = traced.lineage();
        LayoutResult result = Layouts.of(table, rules, types);
        Announced before = announced.get(table.id());
        forget(before);
        if (result instanceof Refused refused) {
            if (before == null || !before.problems.equals(refused.problems())) {
                out.add(new ChangeEvent.Unreadable(table.id(), reason(table.id(), refused, lineage), null));
            }
            announced.put(table.id(), new Announced(table, null, refused.problems(), schema));
            return null;
        }
        TableLayout layout = ((Replicable) result).layout();
        if (before == null || !layout.equals(before.layout) || !lineage.equals(ColumnLineage.BY_NAME)) {
            out.add(new ChangeEvent.LayoutChanged(
                    layout, oldRows.of(lineage, table, rules), traced.seenAt(), traced.numbers()));
        }
        announced.put(table.id(), new Announced(table, layout, List.of(), schema));
        return layout;
    }

    /** Says that rows of this look cannot be told. */
    private Known refuse(SourceTable shown, Schema envelope, String reason, List<ChangeEvent> out) {
        forget(announced.get(shown.id()));
        announced.put(shown.id(), new Announced(shown, null, List.of(reason), envelope));
        out.add(new ChangeEvent.Unreadable(shown.id(), "Cannot replicate " + shown.id() + ": " + reason, null));
        return remember(envelope, new Known(shown.id(), null));
    }

    /** A table's former schema comes no more. */
    private void forget(@Nullable Announced former) {
        if (former != null && former.schema != null) {
            bySchema.remove(former.schema);
            lastSchema = null;
            last = null;
        }
    }

    /** A rule that names a column by the name that it had is mended by the one that it has. */
    private static String reason(TableId table, Refused refused, ColumnLineage lineage) {
        String reason = "Cannot replicate " + table + ": " + String.join(". ", refused.problems());
        if (!(lineage instanceof ColumnLineage.Told told) || told.renamed().isEmpty()) {
            return reason;
        }
        return reason
                + told.renamed().entrySet().stream()
                        .map(renamed -> renamed.getValue() + " was renamed to " + renamed.getKey())
                        .sorted()
                        .collect(Collectors.joining(", ", ". At the source ", ""));
    }

    /** The table that a record's source block names; MySQL calls the schema {@code db}. */
    private static TableId table(Struct source) {
        String schema = source.schema().field("schema") == null ? source.getString("db") : source.getString("schema");
        return new TableId(schema, source.getString("table"));
    }
}
