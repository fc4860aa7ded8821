package dev.firn.engine.source.mysql;

import dev.firn.engine.source.jdbc.ColumnReader;
import dev.firn.engine.source.jdbc.ColumnRules;
import dev.firn.engine.source.jdbc.UnreadableValueException;
import dev.firn.schema.source.SourceColumn;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
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
            case BOOLEAN -> (row, index) -> nullable(row, row.getBoolean(index));
            case INTEGER -> (row, index) -> nullable(row, row.getInt(index));
            case LONG ->
                column.type().name().equals("time")
                        ? MysqlColumnRules::duration
                        : (row, index) -> nullable(row, row.getLong(index));
            case FLOAT -> (row, index) -> nullable(row, (float) row.getDouble(index));
            case DOUBLE -> (row, index) -> nullable(row, row.getDouble(index));
            case DECIMAL -> decimal(((Types.DecimalType) type).scale());
            case STRING -> ResultSet::getString;
            case BINARY, FIXED -> MysqlColumnRules::binary;
            case DATE -> (row, index) -> date(row, index, column.nullable());
            case TIMESTAMP -> (row, index) -> timestamp(row, index, column.nullable());
            default -> throw new IllegalArgumentException("No value of MySQL is read as " + type);
        };
    }

    @Override
    public ColumnReader nothing() {
        return (row, index) -> null;
    }

    private static @Nullable Object nullable(ResultSet row, Object value) throws SQLException {
        return row.wasNull() ? null : value;
    }

    private static ColumnReader decimal(int scale) {
        return (row, index) -> {
            BigDecimal value = row.getBigDecimal(index);
            return value == null ? null : value.setScale(scale);
        };
    }

    private static @Nullable Object binary(ResultSet row, int index) throws SQLException {
        byte[] bytes = row.getBytes(index);
        return bytes == null ? null : ByteBuffer.wrap(bytes);
    }

    private static @Nullable Object duration(ResultSet row, int index) throws SQLException {
        byte[] text = row.getBytes(index);
        return text == null ? null : TimeText.duration(text);
    }

    private static @Nullable Object date(ResultSet row, int index, boolean nullable) throws SQLException {
        byte[] text = row.getBytes(index);
        if (text == null) {
            return null;
        }
        if (TimeText.isDate(text)) {
            return TimeText.days(text);
        }
        return noDate(row, index, nullable);
    }

    private static @Nullable Object timestamp(ResultSet row, int index, boolean nullable) throws SQLException {
        byte[] text = row.getBytes(index);
        if (text == null) {
            return null;
        }
        if (TimeText.isDate(text)) {
            return TimeText.micros(text);
        }
        return noDate(row, index, nullable);
    }

    /** Where null is allowed, the reader of the log makes a date with a zero in it null, and both ways must agree. */
    private static @Nullable Object noDate(ResultSet row, int index, boolean nullable) throws SQLException {
        if (nullable) {
            return null;
        }
        throw new UnreadableValueException(
                "a date that does not exist (" + new String(row.getBytes(index), StandardCharsets.US_ASCII) + ")",
                "correct those rows at the source, allow null in the column, or name it in exclude-columns");
    }
}
