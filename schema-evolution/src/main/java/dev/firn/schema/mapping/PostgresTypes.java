package dev.firn.schema.mapping;

import dev.firn.schema.mapping.MappedType.Supported;
import dev.firn.schema.source.SourceType;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Type.TypeID;
import org.apache.iceberg.types.Types;

/**
 * What PostgreSQL's types become, by their {@code pg_type.typname}; a domain is what it is made of.
 *
 * <p>Every value of a mapped type has exactly one Iceberg value. These are the rules:
 *
 * <ul>
 *   <li>{@code smallint} and {@code integer} are an int, {@code bigint} and {@code oid} a long, {@code real} a float, {@code double
 *       precision} a double.
 *   <li>{@code numeric(p,s)} is a decimal; a scale below 0 or beyond the precision makes it one of as many digits as that needs. One
 *       of more than 38 digits, and one without a precision, is a string in plain notation, NaN and infinities included.
 *   <li>Character types are strings whatever their length, {@code char(n)} with its blanks.
 *   <li>{@code timestamp} has no zone in Iceberg either; {@code timestamptz} is an instant.
 *   <li>Every other type is a string: the text that PostgreSQL prints. So are enumerations, {@code json}, {@code jsonb}, {@code
 *       interval}, {@code timetz}, {@code money}, {@code inet} and its kin, bit strings, ranges, arrays of any number of dimensions, composite, geometric and text search types, and those of
 *       any extension, known or not. They are printed in one way wherever: {@code DateStyle} ISO, {@code IntervalStyle} postgres,
 *       {@code TimeZone} UTC, {@code lc_monetary} C, floating point numbers exactly, names qualified by their schema.
 * </ul>
 */
public final class PostgresTypes implements TypeMapping {

    private static final Map<String, Type> BY_NAME = Map.ofEntries(
            Map.entry("int2", Types.IntegerType.get()),
            Map.entry("int4", Types.IntegerType.get()),
            Map.entry("int8", Types.LongType.get()),
            Map.entry("oid", Types.LongType.get()),
            Map.entry("float4", Types.FloatType.get()),
            Map.entry("float8", Types.DoubleType.get()),
            Map.entry("bytea", Types.BinaryType.get()),
            Map.entry("bool", Types.BooleanType.get()),
            Map.entry("date", Types.DateType.get()),
            Map.entry("time", Types.TimeType.get()),
            Map.entry("timestamp", Types.TimestampType.withoutZone()),
            Map.entry("timestamptz", Types.TimestampType.withZone()),
            Map.entry("uuid", Types.UUIDType.get()));

    private static final Set<TypeID> NUMBERS = EnumSet.of(TypeID.LONG, TypeID.DOUBLE, TypeID.DECIMAL);

    /** What has no counterpart is the text that PostgreSQL prints. */
    private static final MappedType PRINTED = new Supported(Types.StringType.get());

    @Override
    public MappedType map(SourceType type) {
        return switch (type.kind()) {
            case BASE -> base(type);
            case ENUM, ARRAY, OTHER -> PRINTED;
        };
    }

    @Override
    public MappedType map(SourceType type, Type wanted) {
        // Also a binary value is printed.
        return wanted.typeId() == TypeID.STRING ? PRINTED : Alternatives.of(type, map(type), wanted);
    }

    /** NaN among decimals, infinity among dates and timestamps, and 24:00 among times. */
    @Override
    public boolean hasUnrepresentableValues(SourceType type, Type mapped) {
        return isConverted(type, mapped)
                || switch (mapped.typeId()) {
                    case DECIMAL, DATE, TIME, TIMESTAMP, TIMESTAMP_NANO, VARIANT -> true;
                    default -> false;
                };
    }

    /** Whether numbers of the type become another kind of number than they do by themselves. */
    public static boolean isConverted(SourceType type, Type wanted) {
        return NUMBERS.contains(wanted.typeId())
                && !new PostgresTypes().map(type).equals(new Supported(wanted));
    }

    private static MappedType base(SourceType type) {
        if (type.name().equals("numeric")) {
            return numeric(type);
        }
        Type mapped = BY_NAME.get(type.name());
        return mapped == null ? PRINTED : new Supported(mapped);
    }

    /** As {@link Decimals}, but for those that have no bound or another place for the point than Iceberg allows. */
    private static MappedType numeric(SourceType type) {
        if (type.length() == SourceType.UNSPECIFIED) {
            return PRINTED;
        }
        int scale = Math.max(0, type.scale());
        // Of numeric(3,5) none of the first two digits behind the point is anything but 0.
        int precision = Math.max(type.length(), scale);
        return precision > Decimals.MAX_PRECISION
                ? PRINTED
                : Decimals.map(SourceType.of(type.name(), precision, scale));
    }
}
