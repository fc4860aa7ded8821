package dev.firn.app.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** The types that {@code column-types} names: {@code string}, {@code long}, {@code double} and {@code decimal(p,s)}. */
final class ColumnTypeText {

    private static final Pattern DECIMAL = Pattern.compile("decimal\\(\\s*(\\d{1,4})\\s*,\\s*(\\d{1,4})\\s*\\)");
    private static final int MAX_PRECISION = 38;

    private ColumnTypeText() {}

    static Type parse(String text) {
        return switch (text) {
            case "string" -> Types.StringType.get();
            case "long" -> Types.LongType.get();
            case "double" -> Types.DoubleType.get();
            default -> decimal(text);
        };
    }

    private static Type decimal(String text) {
        Matcher matcher = DECIMAL.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text
                    + "' is not allowed; allowed values: string, long, double, decimal(<precision>,<scale>)");
        }
        int precision = Integer.parseInt(matcher.group(1));
        int scale = Integer.parseInt(matcher.group(2));
        if (precision < 1 || precision > MAX_PRECISION || scale > precision) {
            throw new IllegalArgumentException("'" + text
                    + "' is not allowed: Iceberg's decimal has 1 to 38 digits, and no more of them behind the point");
        }
        return Types.DecimalType.of(precision, scale);
    }
}
