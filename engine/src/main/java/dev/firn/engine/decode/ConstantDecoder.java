package dev.firn.engine.decode;

import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.iceberg.types.Type;
import org.jspecify.annotations.Nullable;

/** Decodes a value that a definition tells for many rows, as those of the log are decoded. */
public final class ConstantDecoder {

    private ConstantDecoder() {}

    /**
     * The value as rows have it; empty if that is null.
     *
     * @param type what the column's values become if they are not masked
     * @param raw one of the {@link RawValues forms} of the log
     * @param mask how the column is hidden; null if it is not
     * @throws UndecodableValueException if the Iceberg type has no such value
     */
    public static Optional<Object> decode(Type type, Object raw, @Nullable UnaryOperator<@Nullable Object> mask)
            throws UndecodableValueException {
        Object value = ValueDecoder.into(type).decode(raw);
        return Optional.ofNullable(mask == null ? value : mask.apply(value));
    }
}
