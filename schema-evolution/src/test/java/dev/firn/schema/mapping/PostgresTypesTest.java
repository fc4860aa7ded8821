package dev.firn.schema.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.firn.schema.mapping.MappedType.Supported;
import dev.firn.schema.mapping.MappedType.Unsupported;
import dev.firn.schema.source.SourceType;
import dev.firn.schema.source.SourceType.Kind;
import java.util.stream.Stream;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PostgresTypesTest {

    private final TypeMapping types = new PostgresTypes();

    static Stream<Arguments> supported() {
        return Stream.of(
                arguments(SourceType.of("int2"), Types.IntegerType.get()),
                arguments(SourceType.of("int4"), Types.IntegerType.get()),
                arguments(SourceType.of("int8"), Types.LongType.get()),
                arguments(SourceType.of("float4"), Types.FloatType.get()),
                arguments(SourceType.of("float8"), Types.DoubleType.get()),
                arguments(SourceType.of("numeric", 12, 2), Types.DecimalType.of(12, 2)),
                arguments(SourceType.of("numeric", 38, 0), Types.DecimalType.of(38, 0)),
                arguments(SourceType.of("numeric", 38, 38), Types.DecimalType.of(38, 38)),
                arguments(SourceType.of("numeric", 7), Types.DecimalType.of(7, 0)),
                arguments(SourceType.of("text"), Types.StringType.get()),
                arguments(SourceType.of("varchar"), Types.StringType.get()),
                arguments(SourceType.of("varchar", 50), Types.StringType.get()),
                arguments(SourceType.of("bpchar", 3), Types.StringType.get()),
                arguments(SourceType.of("citext"), Types.StringType.get()),
                arguments(ofKind("citext", Kind.OTHER), Types.StringType.get()),
                arguments(SourceType.of("bytea"), Types.BinaryType.get()),
                arguments(SourceType.of("bool"), Types.BooleanType.get()),
                arguments(SourceType.of("date"), Types.DateType.get()),
                arguments(SourceType.of("time", 6), Types.TimeType.get()),
                arguments(SourceType.of("timestamp", 3), Types.TimestampType.withoutZone()),
                arguments(SourceType.of("timestamptz", 6), Types.TimestampType.withZone()),
                arguments(SourceType.of("uuid"), Types.UUIDType.get()),
                arguments(SourceType.of("json"), Types.StringType.get()),
                arguments(SourceType.of("jsonb"), Types.StringType.get()),
                arguments(ofKind("mood", Kind.ENUM), Types.StringType.get()),
                arguments(ofKind("int4", Kind.ENUM), Types.StringType.get()));
    }

    @ParameterizedTest
    @MethodSource
    void supported(SourceType source, Type expected) {
        assertThat(types.map(source)).isEqualTo(new Supported(expected));
    }

    static Stream<Arguments> unsupported() {
        return Stream.of(
                arguments(SourceType.of("numeric"), "give the column a precision"),
                arguments(SourceType.of("numeric", 39, 2), "at most 38"),
                arguments(SourceType.of("numeric", 1000), "at most 38"),
                arguments(SourceType.of("numeric", 5, -2), "scale between 0 and its precision"),
                arguments(SourceType.of("numeric", 3, 5), "scale between 0 and its precision"),
                arguments(ofKind("_int4", Kind.ARRAY), "arrays"),
                arguments(SourceType.of("timetz"), "timetz"),
                arguments(SourceType.of("interval"), "interval"),
                arguments(SourceType.of("money"), "money"),
                arguments(ofKind("address", Kind.OTHER), "address"),
                // A user's own type may have the name of one that the database ships.
                arguments(ofKind("text", Kind.OTHER), "text"),
                arguments(ofKind("numeric", Kind.OTHER), "numeric"),
                arguments(SourceType.of("TEXT"), "TEXT"),
                arguments(SourceType.of(""), ""));
    }

    @ParameterizedTest
    @MethodSource
    void unsupported(SourceType source, String reason) {
        assertThat(types.map(source))
                .isInstanceOfSatisfying(
                        Unsupported.class,
                        unsupported -> assertThat(unsupported.reason())
                                .contains(reason)
                                .doesNotEndWith("."));
    }

    private static SourceType ofKind(String name, Kind kind) {
        return new SourceType(name, kind, SourceType.UNSPECIFIED, SourceType.UNSPECIFIED);
    }
}
