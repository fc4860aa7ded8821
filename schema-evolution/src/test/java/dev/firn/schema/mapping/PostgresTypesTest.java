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
                arguments(SourceType.of("numeric", 3, 5), Types.DecimalType.of(5, 5)),
                arguments(SourceType.of("numeric", 39, 2), Types.StringType.get()),
                arguments(SourceType.of("numeric"), Types.StringType.get()),
                arguments(SourceType.of("oid"), Types.LongType.get()),
                arguments(SourceType.of("interval"), Types.StringType.get()),
                arguments(ofKind("_int4", Kind.ARRAY), Types.StringType.get()),
                // A user's own type may have the name of one that the database ships.
                arguments(ofKind("int4", Kind.OTHER), Types.StringType.get()),
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

    static Stream<Arguments> chosen() {
        return Stream.of(
                arguments(SourceType.of("numeric"), Types.DecimalType.of(38, 10)),
                arguments(SourceType.of("numeric", 50, 2), Types.DoubleType.get()),
                arguments(SourceType.of("numeric", 20, 0), Types.LongType.get()),
                arguments(SourceType.of("int4"), Types.LongType.get()),
                arguments(SourceType.of("int8"), Types.DecimalType.of(20, 0)),
                arguments(SourceType.of("bytea"), Types.StringType.get()),
                arguments(ofKind("_int4", Kind.ARRAY), Types.StringType.get()));
    }

    @ParameterizedTest
    @MethodSource
    void chosen(SourceType source, Type wanted) {
        assertThat(types.map(source, wanted)).isEqualTo(new Supported(wanted));
    }

    static Stream<Arguments> notToBeChosen() {
        return Stream.of(
                arguments(SourceType.of("text"), Types.LongType.get()),
                arguments(SourceType.of("date"), Types.LongType.get()),
                arguments(SourceType.of("float8"), Types.DecimalType.of(10, 2)),
                arguments(ofKind("numeric", Kind.OTHER), Types.DoubleType.get()));
    }

    @ParameterizedTest
    @MethodSource
    void notToBeChosen(SourceType source, Type wanted) {
        assertThat(types.map(source, wanted))
                .isInstanceOfSatisfying(
                        Unsupported.class,
                        found -> assertThat(found.reason()).contains("column-types makes it " + wanted, "string"));
    }

    private static SourceType ofKind(String name, Kind kind) {
        return new SourceType(name, kind, SourceType.UNSPECIFIED, SourceType.UNSPECIFIED);
    }
}
