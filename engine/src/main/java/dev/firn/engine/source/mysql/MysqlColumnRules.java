package dev.firn.engine.source.mysql;

import dev.firn.engine.decode.Nanoseconds;
import dev.firn.engine.decode.VariantText;
import dev.firn.engine.source.jdbc.ColumnRules;
import dev.firn.engine.source.jdbc.LogRule;
import dev.firn.engine.source.jdbc.UnreadableValueException;
import dev.firn.schema.mapping.MysqlTypes;
import dev.firn.schema.source.SourceColumn;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/** MySQL's values as its text protocol carries them, which is exact for all but FLOAT. */
final class MysqlColumnRules implements ColumnRules<ColumnReader> {

    /** The number of a shape's reference system stands before its WKB. */
    private static final int SRID_BYTES = 4;

    @Override
    public String expression(SourceColumn column, Type type) {
        String name = MysqlSql.quote(column.name());
        // As text a FLOAT has six digits; as a DOUBLE it has all. A sum would lose the sign of -0.
        return column.type().name().startsWith("float") ? name + " * 1e0" : name;
    }

    @Override
    public ColumnReader reader(SourceColumn column, Type type) {
        if (MysqlTypes.isConverted(column.type(), type)) {
            return sent((bytes, from, length) -> ChosenNumber.read(type, bytes, from, length));
        }
        return switch (type.typeId()) {
            case BOOLEAN -> sent((bytes, from, length) -> bytes[from + length - 1] != 0);
            case INTEGER -> sent((bytes, from, length) -> Math.toIntExact(NumberText.integer(bytes, from, length)));
            case LONG -> column.type().name().equals("time") ? sent(TimeText::duration) : sent(NumberText::integer);
            case FLOAT -> sent((bytes, from, length) -> (float) NumberText.floating(bytes, from, length));
            case DOUBLE -> sent(NumberText::floating);
            case DECIMAL -> decimal(((Types.DecimalType) type).scale());
            case STRING -> SentRow::text;
            case VARIANT -> (row, place) -> LogRule.read(VariantText::read, row.text(place));
            case BINARY, FIXED, GEOMETRY -> binary(MysqlTypes.isSpatial(column.type()) ? SRID_BYTES : 0);
            case DATE ->
                sent((bytes, from, length) -> TimeText.isDate(bytes, from)
                        ? TimeText.days(bytes, from)
                        : noDate(bytes, from, length, column));
            case TIMESTAMP ->
                sent((bytes, from, length) -> TimeText.isDate(bytes, from)
                        ? TimeText.micros(bytes, from, length)
                        : noDate(bytes, from, length, column));
            case TIMESTAMP_NANO ->
                sent((bytes, from, length) -> TimeText.isDate(bytes, from)
                        ? LogRule.read(Nanoseconds::of, TimeText.micros(bytes, from, length))
                        : noDate(bytes, from, length, column));
            default -> throw new IllegalArgumentException("No value of MySQL is read as " + type);
        };
    }

    @Override
    public ColumnReader nothing() {
        return (row, column) -> null;
    }

    /** Makes a value of the bytes that the server sent for it, which it may not keep. */
    @FunctionalInterface
    private interface Sent {
        @Nullable
        Object value(byte[] bytes, int from, int length);
    }

    private static ColumnReader sent(Sent rule) {
        return (row, column) -> rule.value(row.bytes(), row.from(column), row.length(column));
    }

    private static ColumnReader binary(int start) {
        return sent((bytes, from, length) -> ByteBuffer.wrap(Arrays.copyOfRange(bytes, from + start, from + length)));
    }

    private static ColumnReader decimal(int scale) {
        return sent((bytes, from, length) -> NumberText.decimal(bytes, from, length, scale));
    }

    /** A date with a zero for its month or day is MySQL's own way to say that there is none. */
    private static @Nullable Object noDate(byte[] bytes, int from, int length, SourceColumn column) {
        boolean isZero = TimeText.isZero(bytes, from);
        if (column.nullable() && isZero) {
            return null;
        }
        throw new UnreadableValueException(
                "a date that does not exist (" + new String(bytes, from, length, StandardCharsets.US_ASCII) + ")",
                "correct those rows at the source, " + (isZero ? "allow null in the column, " : "")
                        + "let it be null (on-unrepresentable-value), or name it in exclude-columns");
    }
}
