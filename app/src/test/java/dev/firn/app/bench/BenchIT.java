package dev.firn.app.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.firn.app.config.SourceSection.SourceType;
import dev.firn.sink.catalog.DeleteKind;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Both benchmarks from end to end, so small that the figures mean nothing: each on one database, with {@code -Dfirn.long=true} on both. What
 * a database does for the one it does for the other.
 */
class BenchIT {

    /** Most of the time goes into starting JVMs; their best compiler would not pay here. */
    private static final List<String> SOON_STARTED = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private static final BenchListener SILENT = new BenchListener() {
        @Override
        public void step(String text) {}

        @Override
        public void progress(String text) {}
    };

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(SourceType.class)
    void loadIsMeasuredAndCompared(SourceType source) throws Exception {
        assumeTrue(source == SourceType.MYSQL || Boolean.getBoolean("firn.long"));
        BenchResult result = new LoadBench(settings(source), 1_000, SILENT).run();
        assertMeasured(result, 1_000);
    }

    @ParameterizedTest
    @EnumSource(SourceType.class)
    void streamIsMeasuredAndCompared(SourceType source) throws Exception {
        assumeTrue(source == SourceType.POSTGRES || Boolean.getBoolean("firn.long"));
        BenchResult result = new StreamBench(settings(source), 200, 2, SILENT).run();
        assertMeasured(result, 200);
    }

    @ParameterizedTest
    @EnumSource(DeletesBench.Keys.class)
    void kindsOfDeletesAreMeasuredAndCompared(DeletesBench.Keys keys) throws Exception {
        assumeTrue(keys == DeletesBench.Keys.UUID || Boolean.getBoolean("firn.long"));
        List<DeleteKind> both = List.of(DeleteKind.EQUALITY, DeleteKind.RESOLVED);
        List<String> lines = new DeletesBench(settings(SourceType.POSTGRES), both, 1_000, keys, 200, SILENT).run();
        assertThat(lines).anyMatch(line -> line.startsWith("equality ")).anyMatch(line -> line.startsWith("resolved "));
        assertThat(lines).last().asString().matches("ratio \\d+\\.\\d\\d");
    }

    private BenchSettings settings(SourceType source) {
        return new BenchSettings(source, 1, directory, SOON_STARTED);
    }

    private static void assertMeasured(BenchResult result, long rows) {
        for (Contender contender : Contender.values()) {
            assertThat(result.of(contender)).singleElement().satisfies(measured -> {
                assertThat(measured.rows()).isEqualTo(rows);
                assertThat(measured.cpuMillis()).isPositive();
                assertThat(measured.peakHeapBytes()).isPositive();
            });
        }
        assertThat(result.written().files()).isPositive();
        assertThat(BenchReport.lines(result)).last().asString().matches("ratio \\d+\\.\\d\\d");
    }
}
