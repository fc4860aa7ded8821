package dev.firn.engine.source.debezium;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.schema.mapping.MappedType.Supported;
import dev.firn.schema.mapping.MysqlTypes;
import dev.firn.schema.source.SourceType;
import java.math.BigDecimal;
import java.util.Optional;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

class MysqlConstantsTest {

    private static Optional<Object> raw(SourceType type, String text) {
        return MysqlConstants.raw(type, ((Supported) new MysqlTypes().map(type)).type(), text);
    }

    @Test
    void numbersAreExactOrNotRead() {
        assertThat(raw(SourceType.of("int"), "5")).contains(5);
        assertThat(raw(SourceType.of("int"), "5.00")).contains(5);
        assertThat(raw(SourceType.of("int"), "5e1")).contains(50);
        assertThat(raw(SourceType.of("int"), "5.5")).as("rounded by the server").isEmpty();
        assertThat(raw(SourceType.of("int unsigned"), "4294967295")).contains(4294967295L);
        assertThat(raw(SourceType.of("bigint unsigned"), "18446744073709551615"))
                .contains(new BigDecimal("18446744073709551615"));
        assertThat(raw(SourceType.of("decimal", 10, 2), "1.5")).contains(new BigDecimal("1.50"));
        assertThat(raw(SourceType.of("decimal", 10, 2), "1.555")).isEmpty();
        assertThat(raw(SourceType.of("decimal", 65, 2), "1.5")).contains("1.50");
        assertThat(raw(SourceType.of("float"), "1.1")).contains(1.1f);
        assertThat(raw(SourceType.of("double"), "-1.1")).contains(-1.1);
        assertThat(raw(SourceType.of("double"), "-0.0")).isEmpty();
        assertThat(raw(SourceType.of("double", 7, 2), "1.1")).isEmpty();
        assertThat(raw(SourceType.of("bit", 1), "1")).contains(true);
        assertThat(raw(SourceType.of("bit", 8), "1")).isEmpty();
        assertThat(raw(SourceType.of("year"), "2026")).contains(2026);
        assertThat(raw(SourceType.of("year"), "26")).isEmpty();
        assertThat(MysqlConstants.raw(SourceType.of("int"), Types.StringType.get(), "5"))
                .as("by column-types")
                .contains("5");
    }

    @Test
    void textsOfOtherCharacterSetsAreNotRead() {
        assertThat(raw(SourceType.of("varchar", 9), "N/A ")).contains("N/A ");
        assertThat(raw(SourceType.of("char", 9), "N/A ")).contains("N/A");
        assertThat(raw(SourceType.of("varchar", 3), "N/A "))
                .as("cut by the server")
                .isEmpty();
        assertThat(raw(SourceType.of("varchar", 9), "\u00e4")).isEmpty();
        assertThat(raw(SourceType.of("varbinary", 9), "a")).isEmpty();
    }

    @Test
    void timesAreWhatTheyWillBe() {
        assertThat(raw(SourceType.of("date"), "1970-01-02")).contains(1);
        assertThat(raw(SourceType.of("date"), "0000-00-00")).isEmpty();
        assertThat(raw(SourceType.of("date"), "2026-02-31")).isEmpty();
        assertThat(raw(SourceType.of("datetime"), "1970-01-01 00:00:01")).contains(1_000_000L);
        assertThat(raw(SourceType.of("datetime"), "1970-01-02")).contains(86_400_000_000L);
        assertThat(raw(SourceType.of("datetime"), "1970-01-01 00:00:01.5"))
                .as("rounded by the server")
                .isEmpty();
        assertThat(raw(SourceType.of("datetime", 3), "1970-01-01 00:00:01.5")).contains(1_500_000L);
        assertThat(raw(SourceType.of("timestamp"), "1970-01-01 00:00:01"))
                .as("of a zone that the text does not name")
                .isEmpty();
        assertThat(raw(SourceType.of("time"), "00:00:01")).contains(1_000_000L);
        assertThat(raw(SourceType.of("time"), "24:00:00")).isEmpty();
    }
}
