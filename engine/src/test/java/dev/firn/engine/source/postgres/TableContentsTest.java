package dev.firn.engine.source.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.source.SilentChange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableContentsTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "nothing",
            value = {
                // VACUUM FULL, SET NOT NULL, ADD COLUMN with or without a rewrite, DROP COLUMN, a label more
                "r|7:7|1:5:23:-1||,          r|7:8|1:5:23:-1||,                 nothing",
                "r|7:7|1:5:23:-1||,          r|7:7|1:6:23:-1||,                 nothing",
                "r|7:7|1:5:23:-1||,          r|7:8|1:5:23:-1;2:9:23:-1||,       nothing",
                "r|7:7|1:5:23:-1;2:5:25:-1||, r|7:7|1:5:23:-1||,                nothing",
                "r|7:7|1:5:17000:-1|e1:aa|,  r|7:7|1:5:17000:-1|e1:aa;e2:bb|,   nothing",
                // varchar(20) to varchar(50) writes no row anew
                "r|7:7|1:5:1043:24||,        r|7:7|1:6:1043:54||,               nothing",
                // int to bigint; float8 to float4; int to oid, without a rewrite; text with USING
                "r|7:7|1:5:23:-1||,          r|7:8|1:6:20:-1||,                 Doubtful",
                "r|7:7|1:5:701:-1||,         r|7:8|1:6:700:-1||,                Converted",
                "r|7:7|1:5:23:-1||,          r|7:7|1:6:26:-1||,                 Converted",
                "r|7:7|1:5:25:-1||,          r|7:8|1:6:25:-1||,                 Converted",
                // another label
                "r|7:7|1:5:17000:-1|e1:aa;e2:bb|, r|7:7|1:5:17000:-1|e1:cc;e2:bb|, Converted",
                // partitions: created, attached empty, attached with rows, gone, truncated, all rewritten
                "p|7;8|1:5:23:-1||,          p|7;8;9|1:5:23:-1||,               nothing",
                "p|7;8+|1:5:23:-1||,         p|7;8+;9|1:5:23:-1||,              nothing",
                "p|7;8|1:5:23:-1||,          p|7;8;9+|1:5:23:-1||,              Moved",
                "p|7;8|1:5:23:-1||,          p|7|1:5:23:-1||,                   Moved",
                "p|7;8|1:5:23:-1||,          p|7;8:10|1:5:23:-1||,              Moved",
                "p|7;8|1:5:23:-1||,          p|7:11;8:10|1:6:20:-1||,           Doubtful",
                "p|7;8|1:5:23:-1||,          p|7:11;8|1:6:20:-1||,              Moved",
                "p||1:5:23:-1||,             p|7|1:5:23:-1||,                   nothing",
            })
    void whatHappened(String earlier, String later, String expected) {
        assertThat(contents(later)
                        .since(contents(earlier))
                        .map(SilentChange::getClass)
                        .map(Class::getSimpleName)
                        .orElse(null))
                .isEqualTo(expected);
    }

    /** With semicolons for commas, and one bar more for the end. */
    private static TableContents contents(String text) {
        return TableContents.parse(text.substring(0, text.length() - 1).replace(';', ','));
    }
}
