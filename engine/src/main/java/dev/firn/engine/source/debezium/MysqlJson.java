package dev.firn.engine.source.debezium;

import com.github.shyiko.mysql.binlog.event.deserialization.ColumnType;
import com.github.shyiko.mysql.binlog.event.deserialization.json.JsonBinary;
import com.github.shyiko.mysql.binlog.event.deserialization.json.JsonFormatter;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Locale;

/**
 * Writes the binary JSON of the binlog as the server prints it ({@code {"a": 1, "b": [1.5, null]}}), so that a row from the
 * log equals the same row from a query.
 */
final class MysqlJson implements JsonFormatter {

    /** The server writes numbers without exponent as long as they have no more places than a double has exact digits. */
    private static final int MAX_FIXED_EXPONENT = 15;

    private final StringBuilder text = new StringBuilder(64);

    private MysqlJson() {}

    /**
     * @throws IOException if the bytes are no JSON of MySQL
     */
    static String text(byte[] binary) throws IOException {
        if (binary.length == 0) {
            return "null"; // what the server reads from an empty value
        }
        MysqlJson writer = new MysqlJson();
        new Reader(binary).parse(writer);
        return writer.text.toString();
    }

    @Override
    public void beginObject(int entries) {
        text.append('{');
    }

    @Override
    public void beginArray(int entries) {
        text.append('[');
    }

    @Override
    public void endObject() {
        text.append('}');
    }

    @Override
    public void endArray() {
        text.append(']');
    }

    @Override
    public void name(String name) {
        quoted(name);
        text.append(": ");
    }

    @Override
    public void nextEntry() {
        text.append(", ");
    }

    @Override
    public void value(String value) {
        quoted(value);
    }

    @Override
    public void value(int value) {
        text.append(value);
    }

    @Override
    public void value(long value) {
        text.append(value);
    }

    /** The shortest digits that give the number back, with an exponent below 1e-15 and from 1e15 on. */
    @Override
    public void value(double value) {
        if (value == 0) {
            text.append(1 / value < 0 ? "-0.0" : "0.0");
            return;
        }
        BigDecimal digits = shortest(value);
        int exponent = digits.precision() - digits.scale() - 1;
        if (exponent < -MAX_FIXED_EXPONENT || exponent >= MAX_FIXED_EXPONENT) {
            String all = digits.unscaledValue().abs().toString();
            text.append(value < 0 ? "-" : "").append(all.charAt(0));
            if (all.length() > 1) {
                text.append('.').append(all, 1, all.length());
            }
            text.append('e').append(exponent);
        } else {
            String plain = digits.toPlainString();
            text.append(plain).append(plain.indexOf('.') < 0 ? ".0" : "");
        }
    }

    /** Java before 19 sometimes writes a digit too many. */
    private static BigDecimal shortest(double value) {
        BigDecimal digits = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        while (digits.precision() > 1) {
            BigDecimal shorter = digits.round(new MathContext(digits.precision() - 1));
            if (shorter.doubleValue() != value) {
                return digits;
            }
            digits = shorter.stripTrailingZeros();
        }
        return digits;
    }

    @Override
    public void value(BigInteger value) {
        text.append(value);
    }

    @Override
    public void value(BigDecimal value) {
        text.append(value.toPlainString());
    }

    @Override
    public void value(boolean value) {
        text.append(value);
    }

    @Override
    public void valueNull() {
        text.append("null");
    }

    @Override
    public void valueYear(int year) {
        text.append(year);
    }

    @Override
    public void valueDate(int year, int month, int day) {
        text.append('"')
                .append(String.format(Locale.ROOT, "%04d-%02d-%02d", year, month, day))
                .append('"');
    }

    @Override
    public void valueDatetime(int year, int month, int day, int hour, int minute, int second, int micros) {
        text.append('"')
                .append(String.format(
                        Locale.ROOT,
                        "%04d-%02d-%02d %02d:%02d:%02d.%06d",
                        year,
                        month,
                        day,
                        hour,
                        minute,
                        second,
                        micros))
                .append('"');
    }

    @Override
    public void valueTime(int hour, int minute, int second, int micros) {
        boolean negative = hour < 0 || minute < 0 || second < 0 || micros < 0;
        text.append('"')
                .append(negative ? "-" : "")
                .append(String.format(
                        Locale.ROOT,
                        "%02d:%02d:%02d.%06d",
                        Math.abs(hour),
                        Math.abs(minute),
                        Math.abs(second),
                        Math.abs(micros)))
                .append('"');
    }

    @Override
    public void valueTimestamp(long secondsPastEpoch, int micros) {
        LocalDateTime time = LocalDateTime.ofEpochSecond(secondsPastEpoch, 0, ZoneOffset.UTC);
        valueDatetime(
                time.getYear(),
                time.getMonthValue(),
                time.getDayOfMonth(),
                time.getHour(),
                time.getMinute(),
                time.getSecond(),
                micros);
    }

    @Override
    public void valueOpaque(ColumnType type, byte[] value) {
        text.append("\"base64:type")
                .append(type.getCode())
                .append(':')
                .append(Base64.getEncoder().encodeToString(value))
                .append('"');
    }

    /** The library takes a negative time apart as if it were in two's complement; it is a positive one with a sign. */
    private static final class Reader extends JsonBinary {

        Reader(byte[] binary) {
            super(binary);
        }

        @Override
        protected void parseTime(JsonFormatter formatter) throws IOException {
            long packed = readInt64();
            long time = Math.abs(packed) >> 24;
            int sign = packed < 0 ? -1 : 1;
            formatter.valueTime(
                    sign * (int) (time >> 12 & 0x3FF),
                    sign * (int) (time >> 6 & 0x3F),
                    sign * (int) (time & 0x3F),
                    sign * (int) (Math.abs(packed) & 0xFF_FFFF));
        }
    }

    private void quoted(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\b' -> text.append("\\b");
                case '\f' -> text.append("\\f");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> {
                    if (c < 0x20) {
                        text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
    }
}
