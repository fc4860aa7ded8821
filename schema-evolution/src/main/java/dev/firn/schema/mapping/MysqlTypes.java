package dev.firn.schema.mapping;

import dev.firn.schema.mapping.MappedType.Supported;
import dev.firn.schema.mapping.MappedType.Unsupported;
import dev.firn.schema.source.SourceType;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Type.TypeID;
import org.apache.iceberg.types.Types;

/**
 * What MySQL's types become, by their keyword, {@code unsigned} kept.
 *
 * <p>Where MySQL leaves a choice, these are the rules:
 *
 * <ul>
 *   <li>{@code tinyint(1)}, which {@code bool} stands for, is a number (int): MySQL stores -128 to 127 in it.
 *   <li>{@code bit(1)} is a boolean; a longer {@code bit(n)} is binary of n/8 bytes, rounded up, the most significant first.
 *   <li>{@code time(n)} is a long, in microseconds: MySQL's is a signed duration of up to 838 hours, no time of day.
 *   <li>{@code datetime(n)} is a timestamp without zone, {@code timestamp(n)}, an instant in MySQL, one with zone.
 *   <li>A date with a zero for its month or day ({@code 0000-00-00}, {@code 2026-01-00}) is MySQL's own way to say that there is none: null where
 *       the column allows null, whatever the policy. In another column it is a value without counterpart, and so is, in any column, a day that no
 *       calendar has ({@code 2026-02-31}, under {@code ALLOW_INVALID_DATES}): {@code on-unrepresentable-value} says what becomes of these. The
 *       year 0 is a year.
 *   <li>{@code bigint unsigned} is decimal(20, 0); all smaller integers, signed or not, fit an int or a long.
 *   <li>{@code year} is an int; {@code enum}, {@code set} (comma separated) and {@code json} are their text. A label with a question
 *       mark stops its table unless the log tells labels ({@code binlog_row_metadata = FULL}): else it may be any character beyond the basic plane.
 *   <li>Texts of every character set are what the server converts them to; a byte that is no character is a question mark, as it shows it.
 *   <li>{@code decimal(p,s)} of more than 38 digits is a string in plain notation; {@code column-types} makes it a decimal of up to 38 digits, and a
 *       value of more stops its table. Every other exact number may be made a string, decimal, double or long, nothing else anything.
 *   <li>{@code geometry} and its kinds are binary: standard WKB, longitude or x first, without the SRID that MySQL stores before it.
 *       {@code column-types} makes them a geometry, of a table of format version 3.
 *   <li>{@code vector} is binary: 4 bytes to a dimension, a float each, the least significant byte first.
 * </ul>
 *
 * <p>The log keeps a column's type as the statement spelled it ({@code integer}, {@code numeric}), the catalog in MySQL's
 * canonical form: the aliases that MySQL resolves map as what they stand for, so that both ways give one layout.
 */
public final class MysqlTypes implements TypeMapping {

    private static final Map<String, Type> BY_NAME = Map.ofEntries(
            Map.entry("tinyint", Types.IntegerType.get()),
            Map.entry("smallint", Types.IntegerType.get()),
            Map.entry("mediumint", Types.IntegerType.get()),
            Map.entry("int", Types.IntegerType.get()),
            Map.entry("bigint", Types.LongType.get()),
            Map.entry("double", Types.DoubleType.get()),
            Map.entry("char", Types.StringType.get()),
            Map.entry("varchar", Types.StringType.get()),
            Map.entry("tinytext", Types.StringType.get()),
            Map.entry("text", Types.StringType.get()),
            Map.entry("mediumtext", Types.StringType.get()),
            Map.entry("longtext", Types.StringType.get()),
            Map.entry("binary", Types.BinaryType.get()),
            Map.entry("varbinary", Types.BinaryType.get()),
            Map.entry("tinyblob", Types.BinaryType.get()),
            Map.entry("blob", Types.BinaryType.get()),
            Map.entry("mediumblob", Types.BinaryType.get()),
            Map.entry("longblob", Types.BinaryType.get()),
            Map.entry("date", Types.DateType.get()),
            Map.entry("datetime", Types.TimestampType.withoutZone()),
            Map.entry("timestamp", Types.TimestampType.withZone()),
            Map.entry("time", Types.LongType.get()),
            Map.entry("year", Types.IntegerType.get()),
            Map.entry("json", Types.StringType.get()),
            Map.entry("enum", Types.StringType.get()),
            Map.entry("set", Types.StringType.get()),
            Map.entry("geometry", Types.BinaryType.get()),
            Map.entry("point", Types.BinaryType.get()),
            Map.entry("linestring", Types.BinaryType.get()),
            Map.entry("polygon", Types.BinaryType.get()),
            Map.entry("multipoint", Types.BinaryType.get()),
            Map.entry("multilinestring", Types.BinaryType.get()),
            Map.entry("multipolygon", Types.BinaryType.get()),
            Map.entry("geomcollection", Types.BinaryType.get()),
            Map.entry("vector", Types.BinaryType.get()));

    /** The types whose unsigned values do not fit where the signed ones do. */
    private static final Map<String, Type> UNSIGNED =
            Map.of("int", Types.LongType.get(), "bigint", Types.DecimalType.of(20, 0));

    /** What MySQL itself replaces when a table is created; {@code real} as it is without the mode REAL_AS_FLOAT. */
    private static final Map<String, String> ALIASES = Map.ofEntries(
            Map.entry("bool", "tinyint"),
            Map.entry("boolean", "tinyint"),
            Map.entry("int1", "tinyint"),
            Map.entry("int2", "smallint"),
            Map.entry("int3", "mediumint"),
            Map.entry("middleint", "mediumint"),
            Map.entry("int4", "int"),
            Map.entry("integer", "int"),
            Map.entry("int8", "bigint"),
            Map.entry("dec", "decimal"),
            Map.entry("fixed", "decimal"),
            Map.entry("numeric", "decimal"),
            Map.entry("float4", "float"),
            Map.entry("float8", "double"),
            Map.entry("real", "double"),
            Map.entry("double precision", "double"),
            Map.entry("character", "char"),
            Map.entry("nchar", "char"),
            Map.entry("national char", "char"),
            Map.entry("national character", "char"),
            Map.entry("character varying", "varchar"),
            Map.entry("nvarchar", "varchar"),
            Map.entry("national varchar", "varchar"),
            Map.entry("long", "mediumtext"),
            Map.entry("long varchar", "mediumtext"),
            Map.entry("long varbinary", "mediumblob"),
            Map.entry("geometrycollection", "geomcollection"));

    private static final Set<String> EXACT_NUMBERS =
            Set.of("tinyint", "smallint", "mediumint", "int", "bigint", "decimal");

    private static final Set<String> SPATIAL = Set.of(
            "geometry",
            "point",
            "linestring",
            "polygon",
            "multipoint",
            "multilinestring",
            "multipolygon",
            "geomcollection");

    /** FLOAT(p) with more bits than this is a DOUBLE to MySQL; FLOAT(m,d) never is. */
    private static final int MAX_FLOAT_BITS = 24;

    @Override
    public MappedType map(SourceType type) {
        Keyword keyword = Keyword.of(type.name());
        return switch (keyword.base()) {
            case "decimal" -> decimal(type);
            case "float" -> new Supported(isDouble(type) ? Types.DoubleType.get() : Types.FloatType.get());
            case "bit" -> new Supported(isSingleBit(type) ? Types.BooleanType.get() : Types.BinaryType.get());
            default -> byName(keyword);
        };
    }

    /** A value of MySQL has several texts, but for exact numbers. */
    @Override
    public MappedType map(SourceType type, Type wanted) {
        MappedType mapped = map(type);
        if (wanted.typeId() == TypeID.GEOMETRY) {
            return isSpatial(type) ? new Supported(wanted) : Alternatives.refused(type, wanted, mapped);
        }
        boolean isText = wanted.typeId() == TypeID.STRING;
        return isText && !isExactNumber(type) && !mapped.equals(new Supported(wanted))
                ? new Unsupported("column-types makes it a string, which only exact numbers may become")
                : Alternatives.of(type, mapped, wanted);
    }

    /** Dates that no calendar has, and numbers in a form that is chosen for them; a string holds every number. */
    @Override
    public boolean hasUnrepresentableValues(SourceType type, Type mapped) {
        return switch (mapped.typeId()) {
            case DATE, TIMESTAMP, TIMESTAMP_NANO, VARIANT -> true;
            case STRING -> false;
            default -> isConverted(type, mapped);
        };
    }

    /** Whether a column of exact numbers is to have them in another form than as the numbers that they are. */
    public static boolean isConverted(SourceType type, Type wanted) {
        return isExactNumber(type)
                && (wanted.typeId() == TypeID.STRING
                        || !new MysqlTypes().map(type).equals(new Supported(wanted)));
    }

    /** Whether the type is one of those that hold shapes. */
    public static boolean isSpatial(SourceType type) {
        return SPATIAL.contains(Keyword.of(type.name()).base());
    }

    private static boolean isExactNumber(SourceType type) {
        return EXACT_NUMBERS.contains(Keyword.of(type.name()).base());
    }

    private static MappedType byName(Keyword keyword) {
        Type mapped = keyword.unsigned() ? UNSIGNED.get(keyword.base()) : null;
        if (mapped == null) {
            mapped = BY_NAME.get(keyword.base());
        }
        return mapped == null
                ? new Unsupported("Firn has no rule yet for the MySQL type " + keyword.base())
                : new Supported(mapped);
    }

    private static MappedType decimal(SourceType type) {
        if (type.length() > Decimals.MAX_PRECISION) {
            return new Supported(Types.StringType.get());
        }
        // DECIMAL without a precision is DECIMAL(10,0).
        return Decimals.map(type.length() == SourceType.UNSPECIFIED ? SourceType.of(type.name(), 10, 0) : type);
    }

    private static boolean isDouble(SourceType type) {
        return type.length() > MAX_FLOAT_BITS && type.scale() == SourceType.UNSPECIFIED;
    }

    private static boolean isSingleBit(SourceType type) {
        // BIT without a length is BIT(1).
        return type.length() == SourceType.UNSPECIFIED || type.length() == 1;
    }

    /**
     * A type's keyword without its attributes.
     *
     * @param base the keyword, aliases resolved
     * @param unsigned whether the numbers have no sign
     */
    private record Keyword(String base, boolean unsigned) {

        private static final String ZEROFILL = " zerofill";
        private static final String UNSIGNED = " unsigned";

        static Keyword of(String name) {
            if (name.equals("serial")) {
                return new Keyword("bigint", true);
            }
            // ZEROFILL is a matter of display, and MySQL makes such a column unsigned.
            String shown = without(name, ZEROFILL);
            String base = without(shown, UNSIGNED);
            return new Keyword(ALIASES.getOrDefault(base, base), !base.equals(name));
        }

        private static String without(String name, String attribute) {
            return name.endsWith(attribute) ? name.substring(0, name.length() - attribute.length()) : name;
        }
    }
}
