package dev.firn.app.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** The types that {@code column-types} names: {@code string}, {@code long}, {@code double} and {@code decimal(p,s)}, and those of format version 3. */
final class ColumnTypeText {

    private static final Pattern DECIMAL = Pattern.compile("decimal\\(\\s*(\\d{1,4})\\s*,\\s*(\\d{1,4})\\s*\\)");
    private static final int MAX_PRECISION = 38;

    private ColumnTypeText() {}

    static Type parse(String text) {
        return switch (text) {
            case "string" -> Types.StringType.get();
            case "long" -> Types.LongType.get();
            case "double" -> Types.DoubleType.get();
            case "timestamp_ns" -> Types.TimestampNanoType.withoutZone();
            case "timestamptz_ns" -> Types.TimestampNanoType.withZone();
            case "variant" -> Types.VariantType.get();
            case "geometry" -> Types.GeometryType.crs84();
            default -> text.startsWith("geometry(") ? geometry(text) : decimal(text);
        };
    }

    /** With a reference system, as Iceberg names it. */
    private static Type geometry(String text) {
        try {
            return Types.fromPrimitiveString(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'" + text
                            + "' is not allowed; write geometry, or geometry(<reference system>) such as geometry(srid:3857)",
                    e);
        }
    }

    private static Type decimal(String text) {
        Matcher matcher = DECIMAL.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text
                    + "' is not allowed; allowed values: string, long, double, decimal(<precision>,<scale>), and with"
                    + " sink.format-version 3 timestamp_ns, timestamptz_ns, variant, geometry");
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
