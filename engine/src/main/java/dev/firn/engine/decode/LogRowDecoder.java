package dev.firn.engine.decode;

import dev.firn.engine.event.FormerPlace;
import dev.firn.schema.layout.ChangelogColumn;
import dev.firn.schema.layout.ColumnMask;
import dev.firn.schema.layout.LakeColumn;
import dev.firn.schema.layout.OnUnrepresentableValue;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.layout.TableMode;
import dev.firn.schema.layout.TableRules;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.apache.iceberg.types.Type.TypeID;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * Turns the row images of one table under one schema into rows of its layout. Compiled once per schema; for one thread.
 *
 * <p>Hot: called for every row of the log. A row costs its array and the values that change form.
 */
public final class LogRowDecoder {

    /** Types whose values come from nothing that is longer. */
    private static final Set<TypeID> FIXED_LENGTH = EnumSet.of(
            TypeID.INTEGER,
            TypeID.FLOAT,
            TypeID.BOOLEAN,
            TypeID.DATE,
            TypeID.TIME,
            TypeID.TIMESTAMP,
            TypeID.TIMESTAMP_NANO,
            TypeID.UUID);

    private final TableLayout layout;
    private final Column[] columns;
    private final int width;
    private final int[] key;
    /** The columns whose values an update may leave unsaid, by index. */
    private final int[] unsayable;
    /** The columns that say where a row lies, by index; empty where the key says it, or nothing does. */
    private final List<Integer> place;

    private LogRowDecoder(TableLayout layout, Column[] columns, Set<String> partitionColumns) {
        this.layout = layout;
        this.columns = columns;
        this.width = layout.columns().size();
        this.key = layout.key().stream().mapToInt(Integer::intValue).toArray();
        this.unsayable = IntStream.range(0, columns.length)
                .filter(i -> columns[i].mayBeUnsaid())
                .toArray();
        this.place = place(layout, partitionColumns);
    }

    private static List<Integer> place(TableLayout layout, Set<String> partitionColumns) {
        List<Integer> place = new ArrayList<>();
        Set<String> unknown = new HashSet<>(partitionColumns);
        for (int i = 0; i < layout.columns().size(); i++) {
            if (unknown.remove(layout.columns().get(i).name()) && !layout.key().contains(i)) {
                place.add(i);
            }
        }
        return layout.mode() == TableMode.UPSERT && unknown.isEmpty() ? List.copyOf(place) : List.of();
    }

    /**
     * Compiles a decoder.
     *
     * @param image the schema of a row image; its fields that are not excluded are the layout's columns in order
     * @param forms what each of these fields holds
     * @param madeNull counts values that become null because nothing else can stand for them
     */
    public static LogRowDecoder compile(
            TableLayout layout,
            Schema image,
            TableRules rules,
            Masking masking,
            Function<Field, ColumnForm> forms,
            LongAdder madeNull) {
        List<Column> columns = new ArrayList<>();
        for (Field field : image.fields()) {
            if (!rules.excludedColumns().contains(field.name())) {
                LakeColumn column = layout.columns().get(columns.size());
                ColumnMask mask = rules.masks().get(field.name());
                columns.add(new Column(
                        column,
                        field,
                        forms.apply(field),
                        mask == null ? null : masking.operator(mask),
                        column.required() || layout.keyNames().contains(column.name())
                                ? OnUnrepresentableValue.STOP_TABLE
                                : rules.onUnrepresentableValue(),
                        madeNull));
            }
        }
        int own =
                layout.columns().size() - (layout.mode() == TableMode.CHANGELOG ? ChangelogColumn.values().length : 0);
        if (columns.size() != own) {
            throw new IllegalArgumentException(
                    "The layout of " + layout.table() + " has " + own + " columns, its log " + columns.size());
        }
        return new LogRowDecoder(layout, columns.toArray(Column[]::new), rules.partitionColumns());
    }

    private static ValueDecoder decoder(ColumnForm form) {
        ValueDecoder decoder = ValueDecoder.into(form.type());
        UnaryOperator<Object> correction = form.correction();
        return correction == null ? decoder : raw -> decoder.decode(correction.apply(raw));
    }

    /** The row of an image, with nulls where a changelog has its own columns, and where the log does not say the value. */
    public @Nullable Object[] row(Struct image) throws UndecodableValueException {
        @Nullable Object[] row = new Object[width];
        for (int i = 0; i < columns.length; i++) {
            row[i] = columns[i].value(image);
        }
        return row;
    }

    /** The key's values in an image, in key order. */
    public @Nullable Object[] key(Struct image) throws UndecodableValueException {
        @Nullable Object[] values = new Object[key.length];
        for (int i = 0; i < key.length; i++) {
            values[i] = columns[key[i]].value(image);
        }
        return values;
    }

    /**
     * Where the row of an old image lay; null if the image does not say it, or the key says it anyway.
     *
     * @param isComplete whether the image has all values, so that a null is one; else it may stand for what the log leaves out
     */
    public @Nullable FormerPlace place(Struct old, boolean isComplete) {
        if (place.isEmpty()) {
            return null;
        }
        @Nullable Object[] values = new Object[place.size()];
        for (int i = 0; i < values.length; i++) {
            Column column = columns[place.get(i)];
            Object raw = column.raw(old);
            if (raw == null ? !isComplete : RawValues.isUnchanged(raw)) {
                return null;
            }
            try {
                values[i] = column.value(old);
            } catch (UndecodableValueException e) {
                // Whether the table has such a row, and where, is nothing that the old value tells.
                return null;
            }
        }
        return new FormerPlace(place, values);
    }

    /** The columns whose values the image does not say; null if it says all of them, as nearly always. */
    public @Nullable BitSet missing(Struct image) {
        BitSet missing = null;
        for (int i : unsayable) {
            if (RawValues.isUnchanged(columns[i].raw(image))) {
                missing = missing == null ? new BitSet(columns.length) : missing;
                missing.set(i);
            }
        }
        return missing;
    }

    public TableLayout layout() {
        return layout;
    }

    private static final class Column {

        private final LakeColumn column;
        private final Field field;
        private final boolean hasDefault;
        private final boolean hasFixedLength;
        private final ValueDecoder decoder;
        private final @Nullable UnaryOperator<@Nullable Object> mask;
        private final OnUnrepresentableValue onUnrepresentableValue;
        private final LongAdder madeNull;

        Column(
                LakeColumn column,
                Field field,
                ColumnForm form,
                @Nullable UnaryOperator<@Nullable Object> mask,
                OnUnrepresentableValue onUnrepresentableValue,
                LongAdder madeNull) {
            this.madeNull = madeNull;
            this.onUnrepresentableValue = onUnrepresentableValue;
            this.column = column;
            this.field = field;
            this.hasDefault = field.schema().defaultValue() != null;
            this.hasFixedLength = FIXED_LENGTH.contains(form.type().typeId());
            this.decoder = decoder(form);
            this.mask = mask;
        }

        /** Only values of variable length are ever large enough. */
        boolean mayBeUnsaid() {
            Schema.Type type = field.schema().type();
            return !hasFixedLength && (type == Schema.Type.STRING || type == Schema.Type.BYTES);
        }

        /** The value as the log has it. A struct replaces null by the column's default unless it is asked by name. */
        @Nullable
        Object raw(Struct image) {
            return hasDefault ? image.getWithoutDefault(field.name()) : image.get(field);
        }

        @Nullable
        Object value(Struct image) throws UndecodableValueException {
            Object raw = raw(image);
            Object value = raw == null || RawValues.isUnchanged(raw) ? null : decode(raw);
            if (mask != null) {
                value = mask.apply(value);
            }
            if (value == null && column.required() && raw == null) {
                throw new ForbiddenNullException(column.name());
            }
            return value;
        }

        private @Nullable Object decode(Object raw) throws UndecodableValueException {
            try {
                return decoder.decode(raw);
            } catch (UndecodableValueException e) {
                if (onUnrepresentableValue == OnUnrepresentableValue.NULL && !RawValues.isUnreadable(raw)) {
                    madeNull.increment();
                    return null;
                }
                throw new UndecodableValueException("Column " + column.name() + " holds " + e.getMessage(), null);
            } catch (ClassCastException | IllegalArgumentException e) {
                throw new UndecodableValueException(
                        "Column " + column.name() + " holds a value of "
                                + raw.getClass().getName() + " in the log, which does not become " + column.type()
                                + "; exclude the column and report the defect",
                        e);
            }
        }
    }
}
