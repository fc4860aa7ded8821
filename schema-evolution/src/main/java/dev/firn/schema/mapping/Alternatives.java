package dev.firn.schema.mapping;

import dev.firn.schema.mapping.MappedType.Supported;
import dev.firn.schema.mapping.MappedType.Unsupported;
import dev.firn.schema.source.SourceType;
import java.util.EnumSet;
import java.util.Set;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Type.TypeID;
import org.apache.iceberg.types.Types.TimestampNanoType;
import org.apache.iceberg.types.Types.TimestampType;

/** What a type may become instead of what it becomes by itself, for both databases. */
final class Alternatives {

    /** Types of the source that are exact numbers, whatever they become by themselves. */
    private static final Set<String> NUMBERS = Set.of("numeric", "decimal", "dec", "fixed");

    private static final Set<String> JSON = Set.of("json", "jsonb");

    private static final Set<TypeID> WHOLE = EnumSet.of(TypeID.INTEGER, TypeID.LONG, TypeID.DECIMAL);

    private Alternatives() {}

    /**
     * Every value has a text, but for binary ones; an exact number is one of another kind as well.
     *
     * @param mapped what the type becomes by itself
     */
    static MappedType of(SourceType type, MappedType mapped, Type wanted) {
        if (mapped.equals(new Supported(wanted))) {
            return mapped;
        }
        TypeID itself = mapped instanceof Supported supported ? supported.type().typeId() : null;
        boolean isNumber = (type.kind() == SourceType.Kind.BASE && NUMBERS.contains(type.name()))
                || (itself != null && WHOLE.contains(itself));
        boolean isPrinted = isNumber || (itself != null && itself != TypeID.BINARY);
        return switch (wanted.typeId()) {
            case STRING -> isPrinted ? new Supported(wanted) : refused(type, wanted, mapped);
            case TIMESTAMP_NANO ->
                mapped.equals(new Supported(inMicroseconds((TimestampNanoType) wanted)))
                        ? new Supported(wanted)
                        : refused(type, wanted, mapped);
            case VARIANT -> isJson(type) ? new Supported(wanted) : refused(type, wanted, mapped);
            case DECIMAL, DOUBLE, LONG -> isNumber ? new Supported(wanted) : refused(type, wanted, mapped);
            default -> refused(type, wanted, mapped);
        };
    }

    private static boolean isJson(SourceType type) {
        return type.kind() == SourceType.Kind.BASE && JSON.contains(type.name());
    }

    private static Type inMicroseconds(TimestampNanoType type) {
        return type.shouldAdjustToUTC() ? TimestampType.withZone() : TimestampType.withoutZone();
    }

    static Unsupported refused(SourceType type, Type wanted, MappedType mapped) {
        if (mapped instanceof Unsupported unsupported) {
            return unsupported;
        }
        return new Unsupported(
                "column-types makes it " + wanted + ", which values of " + type
                        + " do not become: an exact number may become string, decimal, double or long, a timestamp with or without zone"
                        + " timestamptz_ns or timestamp_ns, json and jsonb variant, MySQL's shapes geometry, any type but a binary one string");
    }
}
