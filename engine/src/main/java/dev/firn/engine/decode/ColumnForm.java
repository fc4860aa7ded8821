package dev.firn.engine.decode;

import java.util.function.UnaryOperator;
import org.apache.iceberg.types.Type;
import org.jspecify.annotations.Nullable;

/**
 * What a column of the log holds.
 *
 * @param type what its values become if they are not masked
 * @param correction makes of the connector's value the source's own; null where they are the same, as nearly always
 */
public record ColumnForm(Type type, @Nullable UnaryOperator<Object> correction) {}
