package dev.firn.engine.source.mysql;

import dev.firn.engine.source.jdbc.ColumnReader;
import dev.firn.engine.source.jdbc.ColumnRules;
import dev.firn.engine.source.jdbc.UnreadableValueException;
import dev.firn.schema.source.SourceColumn;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/** MySQL's values as its text protocol carries them, which is exact for all but FLOAT. */
final class MysqlColumnRules implements ColumnRules<ColumnReader> {

    @Override
    public String expression(SourceColumn column, Type type) {
        String name = MysqlSql.quote(column.name());
        // As text a FLOAT has six digits; as a DOUBLE it has all.
        return column.type().name().startsWith("float") ? name + " + 0e0" : name;
    }

    @Override
    public ColumnReader reader(SourceColumn column, Type type) {
        return switch (type.typeId()) {
            case BOOLEAN -> sent(bytes -> bytes[bytes.length - 1] != 0);
            case INTEGER -> sent(bytes -> Math.toIntExact(NumberText.integer(bytes)));
            case LONG -> column.type().name().equals("time") ? sent(TimeText::duration) : sent(NumberText::integer);
            case FLOAT -> sent(bytes -> (float) NumberText.floating(bytes));
            case DOUBLE -> sent(NumberText::floating);
            case DECIMAL -> decimal(((Types.DecimalType) type).scale());
            case STRING -> ResultSet::getString;
            case BINARY, FIXED -> sent(ByteBuffer::wrap);
            case DATE -> sent(bytes -> TimeText.isDate(bytes) ? TimeText.days(bytes) : noDate(bytes, column));
            case TIMESTAMP -> sent(bytes -> TimeText.isDate(bytes) ? TimeText.micros(bytes) : noDate(bytes, column));
            default -> throw new IllegalArgumentException("No value of MySQL is read as " + type);
        };
    }

    @Override
    public ColumnReader nothing() {
        return (row, index) -> null;
    }

    /** Makes a value of the bytes that the server sent for it. */
    @FunctionalInterface
    private interface Sent {
        @Nullable
        Object value(byte[] bytes);
    }

    private static ColumnReader sent(Sent rule) {
        return (row, index) -> {
            byte[] bytes = row.getBytes(index);
            return bytes == null ? null : rule.value(bytes);
        };
    }

    private static ColumnReader decimal(int scale) {
        return sent(bytes -> NumberText.decimal(bytes, scale));
    }

    /** Where null is allowed, the reader of the log makes a date with a zero in it null, and both ways must agree. */
    private static @Nullable Object noDate(byte[] text, SourceColumn column) {
        if (column.nullable()) {
            return null;
        }
        throw new UnreadableValueException(
                "a date that does not exist (" + new String(text, StandardCharsets.US_ASCII) + ")",
                "correct those rows at the source, allow null in the column, or name it in exclude-columns");
    }
}
