package dev.firn.engine.source.jdbc;

import dev.firn.engine.source.SourceException;
import dev.firn.engine.source.SourceException.Cure;
import dev.firn.schema.layout.OnUnrepresentableValue;
import dev.firn.schema.layout.TableLayout;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What every value of a row passes before it is handed on, in whatever form the database sent it: null is refused where the
 * layout forbids it, and values are masked. For one thread, as masks are.
 */
public final class RowAdmission {

    private final TableLayout layout;
    private final @Nullable UnaryOperator<@Nullable Object>[] masks;
    private final boolean[] required;
    /** Where values that cannot be read are null. */
    private final boolean[] nulled;

    private final LongAdder madeNull;
    private final @Nullable Object[] tail;

    /**
     * Compiles the rules of one read.
     *
     * @param position where the log stands at the read, which a row of a changelog records
     */
    @SuppressWarnings({"unchecked", "rawtypes"})
    public RowAdmission(Projection<?> projection, String position) {
        this.layout = projection.layout();
        this.madeNull = projection.madeNull();
        int width = projection.columns().size();
        this.masks = new UnaryOperator[width];
        this.required = new boolean[width];
        this.nulled = new boolean[width];
        for (int i = 0; i < width; i++) {
            masks[i] = projection.columns().get(i).mask().orElse(null);
            required[i] = layout.columns().get(i).required();
            nulled[i] = projection.columns().get(i).onUnrepresentableValue() == OnUnrepresentableValue.NULL;
        }
        List<Object> ending = projection.tail(position);
        this.tail = ending.toArray();
    }

    /** An array for rows, which {@link #end} completes. */
    public @Nullable Object[] newRow() {
        return new Object[masks.length + tail.length];
    }

    /** Writes the values that end every row. Hot. */
    public void end(@Nullable Object[] row) {
        System.arraycopy(tail, 0, row, masks.length, tail.length);
    }

    /**
     * The value as it is handed on. Hot.
     *
     * @throws UnreadableValueException if it is null and must not be
     */
    public @Nullable Object admit(int column, @Nullable Object value) {
        if (value == null && required[column]) {
            throw new UnreadableValueException("null, which its definition forbids", "update those rows at the source");
        }
        UnaryOperator<@Nullable Object> mask = masks[column];
        return mask == null ? value : mask.apply(value);
    }

    /**
     * What stands for a value that cannot be read: null, masked as any other.
     *
     * @param keyText the text of one of the row's columns
     * @throws SourceException if that is not to be
     */
    public @Nullable Object instead(int column, UnreadableValueException found, IntFunction<String> keyText) {
        if (!nulled[column]) {
            throw unreadable(column, found, keyText);
        }
        madeNull.increment();
        return admit(column, null);
    }

    private SourceException unreadable(int column, UnreadableValueException found, IntFunction<String> keyText) {
        return new SourceException(
                Cure.OPERATOR,
                "Cannot read " + layout.table() + ": column "
                        + layout.columns().get(column).name() + " of " + describe(keyText) + " holds "
                        + found.getMessage(),
                found);
    }

    /** Which row it is; a part of the key that is masked stays so. */
    private String describe(IntFunction<String> keyText) {
        if (layout.key().isEmpty()) {
            return "a row without key";
        }
        StringBuilder text = new StringBuilder("the row with");
        for (int index : layout.key()) {
            String value = masks[index] == null ? keyText.apply(index) : "***";
            text.append(' ')
                    .append(layout.columns().get(index).name())
                    .append('=')
                    .append(value);
        }
        return text.toString();
    }
}
