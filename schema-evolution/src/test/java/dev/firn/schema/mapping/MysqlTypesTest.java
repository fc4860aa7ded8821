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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MysqlTypesTest {

    private final TypeMapping types = new MysqlTypes();

    static Stream<Arguments> supported() {
        return Stream.of(
                arguments(SourceType.of("tinyint"), Types.IntegerType.get()),
                arguments(SourceType.of("tinyint", 1), Types.IntegerType.get()),
                arguments(SourceType.of("tinyint unsigned"), Types.IntegerType.get()),
                arguments(SourceType.of("smallint"), Types.IntegerType.get()),
                arguments(SourceType.of("smallint unsigned"), Types.IntegerType.get()),
                arguments(SourceType.of("mediumint"), Types.IntegerType.get()),
                arguments(SourceType.of("mediumint unsigned"), Types.IntegerType.get()),
                arguments(SourceType.of("int"), Types.IntegerType.get()),
                arguments(SourceType.of("int", 11), Types.IntegerType.get()),
                arguments(SourceType.of("int unsigned"), Types.LongType.get()),
                arguments(SourceType.of("bigint"), Types.LongType.get()),
                arguments(SourceType.of("bigint unsigned"), Types.DecimalType.of(20, 0)),
                arguments(SourceType.of("decimal", 12, 2), Types.DecimalType.of(12, 2)),
                arguments(SourceType.of("decimal", 38, 30), Types.DecimalType.of(38, 30)),
                arguments(SourceType.of("decimal", 5), Types.DecimalType.of(5, 0)),
                arguments(SourceType.of("decimal"), Types.DecimalType.of(10, 0)),
                arguments(SourceType.of("decimal unsigned", 8, 3), Types.DecimalType.of(8, 3)),
                arguments(SourceType.of("float"), Types.FloatType.get()),
                arguments(SourceType.of("float", 12), Types.FloatType.get()),
                arguments(SourceType.of("float", 24), Types.FloatType.get()),
                arguments(SourceType.of("float", 25), Types.DoubleType.get()),
                arguments(SourceType.of("float", 30, 2), Types.FloatType.get()),
                arguments(SourceType.of("float unsigned"), Types.FloatType.get()),
                arguments(SourceType.of("double"), Types.DoubleType.get()),
                arguments(SourceType.of("double unsigned"), Types.DoubleType.get()),
                arguments(SourceType.of("char", 10), Types.StringType.get()),
                arguments(SourceType.of("varchar", 255), Types.StringType.get()),
                arguments(SourceType.of("tinytext"), Types.StringType.get()),
                arguments(SourceType.of("text"), Types.StringType.get()),
                arguments(SourceType.of("mediumtext"), Types.StringType.get()),
                arguments(SourceType.of("longtext"), Types.StringType.get()),
                arguments(SourceType.of("binary", 16), Types.BinaryType.get()),
                arguments(SourceType.of("varbinary", 16), Types.BinaryType.get()),
                arguments(SourceType.of("tinyblob"), Types.BinaryType.get()),
                arguments(SourceType.of("blob"), Types.BinaryType.get()),
                arguments(SourceType.of("mediumblob"), Types.BinaryType.get()),
                arguments(SourceType.of("longblob"), Types.BinaryType.get()),
                arguments(SourceType.of("date"), Types.DateType.get()),
                arguments(SourceType.of("datetime"), Types.TimestampType.withoutZone()),
                arguments(SourceType.of("datetime", 6), Types.TimestampType.withoutZone()),
                arguments(SourceType.of("timestamp", 3), Types.TimestampType.withZone()),
                arguments(SourceType.of("time", 6), Types.LongType.get()),
                arguments(SourceType.of("year"), Types.IntegerType.get()),
                arguments(SourceType.of("json"), Types.StringType.get()),
                arguments(SourceType.of("enum"), Types.StringType.get()),
                arguments(
                        new SourceType("enum", Kind.ENUM, SourceType.UNSPECIFIED, SourceType.UNSPECIFIED),
                        Types.StringType.get()),
                arguments(SourceType.of("set"), Types.StringType.get()),
                arguments(SourceType.of("bit"), Types.BooleanType.get()),
                arguments(SourceType.of("bit", 1), Types.BooleanType.get()),
                arguments(SourceType.of("bit", 2), Types.BinaryType.get()),
                arguments(SourceType.of("bit", 64), Types.BinaryType.get()));
    }

    @ParameterizedTest
    @MethodSource
    void supported(SourceType source, Type expected) {
        assertThat(types.map(source)).isEqualTo(new Supported(expected));
    }

    @ParameterizedTest
    @CsvSource({
        "bool, tinyint",
        "boolean, tinyint",
        "int1, tinyint",
        "int2, smallint",
        "int3, mediumint",
        "middleint, mediumint",
        "int4, int",
        "integer, int",
        "int8, bigint",
        "integer unsigned, int unsigned",
        "int8 unsigned, bigint unsigned",
        "serial, bigint unsigned",
        "int unsigned zerofill, int unsigned",
        "bigint zerofill, bigint unsigned",
        "dec, decimal",
        "fixed, decimal",
        "numeric, decimal",
        "numeric unsigned zerofill, decimal",
        "float4, float",
        "float8, double",
        "real, double",
        "double precision, double",
        "double precision unsigned, double",
        "character, char",
        "nchar, char",
        "national character, char",
        "character varying, varchar",
        "nvarchar, varchar",
        "long, mediumtext",
        "long varbinary, mediumblob",
    })
    void aliasMapsAsWhatItStandsFor(String alias, String name) {
        assertThat(types.map(SourceType.of(alias))).isEqualTo(types.map(SourceType.of(name)));
        assertThat(types.map(SourceType.of(alias))).isInstanceOf(Supported.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"json_table", "jsonb", "INT", "unsigned", " unsigned", ""})
    void unsupported(String name) {
        assertThat(types.map(SourceType.of(name))).isInstanceOf(Unsupported.class);
    }

    static Stream<SourceType> decimalsBeyondIceberg() {
        return Stream.of(
                SourceType.of("decimal", 39, 2), SourceType.of("decimal", 65, 30), SourceType.of("numeric", 65));
    }

    @ParameterizedTest
    @MethodSource
    void decimalsBeyondIceberg(SourceType source) {
        assertThat(types.map(source)).isEqualTo(new Supported(Types.StringType.get()));
        assertThat(types.map(source, Types.DecimalType.of(38, 2)))
                .isEqualTo(new Supported(Types.DecimalType.of(38, 2)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"geometry", "point", "multipolygon", "geomcollection", "geometrycollection", "vector"})
    void shapesAndVectorsAreBinary(String name) {
        assertThat(types.map(SourceType.of(name))).isEqualTo(new Supported(Types.BinaryType.get()));
    }

    /** A date, a float or a duration has more than one text. */
    @ParameterizedTest
    @ValueSource(strings = {"date", "datetime", "float", "double", "time", "year", "bit", "blob"})
    void onlyExactNumbersBecomeAnythingElse(String name) {
        assertThat(types.map(SourceType.of(name), Types.StringType.get())).isInstanceOf(Unsupported.class);
        assertThat(types.map(SourceType.of("bigint unsigned"), Types.StringType.get()))
                .isEqualTo(new Supported(Types.StringType.get()));
    }
}
