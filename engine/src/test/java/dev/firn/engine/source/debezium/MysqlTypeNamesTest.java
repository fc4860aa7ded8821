package dev.firn.engine.source.debezium;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.schema.source.SourceType;
import dev.firn.schema.source.SourceType.Kind;
import org.junit.jupiter.api.Test;

/** A column has one name for its type, however the statement spelled it. */
class MysqlTypeNamesTest {

    private static final int NONE = SourceType.UNSPECIFIED;

    @Test
    void spellingsBecomeTheCatalogsNames() {
        assertThat(MysqlTypeNames.type("INTEGER", NONE, NONE)).isEqualTo(SourceType.of("int"));
        assertThat(MysqlTypeNames.type("INT  UNSIGNED ZEROFILL", 5, NONE)).isEqualTo(SourceType.of("int unsigned", 5));
        assertThat(MysqlTypeNames.type("int zerofill", NONE, NONE)).isEqualTo(SourceType.of("int unsigned"));
        assertThat(MysqlTypeNames.type("BIGINT SIGNED", NONE, NONE)).isEqualTo(SourceType.of("bigint"));
        assertThat(MysqlTypeNames.type("SERIAL", NONE, NONE)).isEqualTo(SourceType.of("bigint unsigned"));
        assertThat(MysqlTypeNames.type("DOUBLE PRECISION", NONE, NONE)).isEqualTo(SourceType.of("double"));
        assertThat(MysqlTypeNames.type("CHARACTER VARYING", 9, NONE)).isEqualTo(SourceType.of("varchar", 9));
        assertThat(MysqlTypeNames.type("ENUM", 1, NONE)).isEqualTo(new SourceType("enum", Kind.ENUM, 1, NONE));
    }

    @Test
    void aDecimalAlwaysHasPrecisionAndScale() {
        assertThat(MysqlTypeNames.type("NUMERIC", NONE, NONE)).isEqualTo(SourceType.of("decimal", 10, 0));
        assertThat(MysqlTypeNames.type("DEC", 12, NONE)).isEqualTo(SourceType.of("decimal", 12, 0));
        assertThat(MysqlTypeNames.type("FIXED UNSIGNED", 12, 3)).isEqualTo(SourceType.of("decimal unsigned", 12, 3));
    }

    @Test
    void theKeywordStandsWithoutItsSign() {
        assertThat(MysqlTypeNames.base(MysqlTypeNames.type("MEDIUMINT UNSIGNED", NONE, NONE)))
                .isEqualTo("mediumint");
        assertThat(MysqlTypeNames.isUnsigned(SourceType.of("tinyint"))).isFalse();
    }
}
