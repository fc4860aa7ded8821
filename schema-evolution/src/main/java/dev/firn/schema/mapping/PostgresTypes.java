package dev.firn.schema.mapping;

import dev.firn.schema.mapping.MappedType.Supported;
import dev.firn.schema.mapping.MappedType.Unsupported;
import dev.firn.schema.source.SourceType;
import java.util.Map;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * What PostgreSQL's types become, by their {@code pg_type.typname}.
 *
 * <p>Every value of a mapped type has exactly one Iceberg value. Character types become strings whatever their length,
 * {@code json} and {@code jsonb} the text that PostgreSQL prints, enumerations their labels. {@code timestamp} has no zone
 * in Iceberg either; {@code timestamptz} is an instant.
 */
public final class PostgresTypes implements TypeMapping {

    private static final Map<String, Type> BY_NAME = Map.ofEntries(
            Map.entry("int2", Types.IntegerType.get()),
            Map.entry("int4", Types.IntegerType.get()),
            Map.entry("int8", Types.LongType.get()),
            Map.entry("float4", Types.FloatType.get()),
            Map.entry("float8", Types.DoubleType.get()),
            Map.entry("text", Types.StringType.get()),
            Map.entry("varchar", Types.StringType.get()),
            Map.entry("bpchar", Types.StringType.get()),
            Map.entry("bytea", Types.BinaryType.get()),
            Map.entry("bool", Types.BooleanType.get()),
            Map.entry("date", Types.DateType.get()),
            Map.entry("time", Types.TimeType.get()),
            Map.entry("timestamp", Types.TimestampType.withoutZone()),
            Map.entry("timestamptz", Types.TimestampType.withZone()),
            Map.entry("uuid", Types.UUIDType.get()),
            Map.entry("json", Types.StringType.get()),
            Map.entry("jsonb", Types.StringType.get()));

    @Override
    public MappedType map(SourceType type) {
        return switch (type.kind()) {
            case BASE -> base(type);
            case ENUM -> new Supported(Types.StringType.get());
            case ARRAY -> new Unsupported("Firn does not replicate arrays yet");
            case OTHER -> other(type);
        };
    }

    private static MappedType base(SourceType type) {
        if (type.name().equals("numeric")) {
            return numeric(type);
        }
        Type mapped = BY_NAME.get(type.name());
        return mapped == null ? other(type) : new Supported(mapped);
    }

    /** Types that come with an extension, and all that no rule covers. */
    private static MappedType other(SourceType type) {
        if (type.name().equals("citext")) {
            return new Supported(Types.StringType.get());
        }
        return new Unsupported("Firn has no rule yet for the PostgreSQL type " + type.name());
    }

    private static MappedType numeric(SourceType type) {
        if (type.length() == SourceType.UNSPECIFIED) {
            return new Unsupported(
                    "a numeric without a precision may have any number of digits, while Iceberg's decimal"
                            + " has a fixed scale; give the column a precision, such as numeric(20,4)");
        }
        return Decimals.map(type);
    }
}
