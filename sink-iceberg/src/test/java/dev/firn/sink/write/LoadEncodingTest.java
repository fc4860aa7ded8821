package dev.firn.sink.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.sink.support.TestLake;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadEncodingTest {

    private static final String LEVEL = "write.parquet.compression-level";
    private static final String DICTIONARY = "write.parquet.dict-encoding-enabled.column.";

    @TempDir
    private Path folder;

    /** The id is unique, the status has three values, the total is null but for a few. */
    private static List<Object[]> sample(int rows) {
        List<Object[]> sample = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            sample.add(new Object[] {(long) i, "status " + i % 3, i < 10 ? i : null});
        }
        return sample;
    }

    private Map<String, String> properties(int rows, Map<String, String> table) {
        try (TestLake lake = TestLake.in(folder)) {
            lake.openOrders();
            var update = lake.table().updateProperties();
            table.forEach(update::set);
            update.commit();
            Table target = lake.table();
            return LoadEncoding.properties(target, target.schema(), sample(rows));
        }
    }

    @Test
    void aColumnThatHardlyRepeatsHasNoDictionaryAndTimeCountsMoreThanSize() {
        assertThat(properties(2_000, Map.of())).isEqualTo(Map.of(LEVEL, "1", DICTIONARY + "id", "false"));
    }

    @Test
    void fewRowsTellNothingOfDictionaries() {
        assertThat(properties(999, Map.of())).isEqualTo(Map.of(LEVEL, "1"));
        assertThat(properties(0, Map.of())).isEqualTo(Map.of(LEVEL, "1"));
    }

    @Test
    void whatTheTableSaysCounts() {
        assertThat(properties(2_000, Map.of(LEVEL, "9", DICTIONARY + "id", "true")))
                .isEmpty();
    }

    @Test
    void theLevelOfAnotherCodecIsLeftAlone() {
        assertThat(properties(2_000, Map.of("write.parquet.compression-codec", "gzip")))
                .isEqualTo(Map.of(DICTIONARY + "id", "false"));
    }
}
