package dev.firn.app.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.firn.app.bench.BenchResult.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;

class BenchReportTest {

    private static final Measurement FIRN = new Measurement(5_000_000, 2_000, 8_000, 12_500, 600_000_000, 200_000_000);
    private static final Measurement DEBEZIUM =
            new Measurement(5_000_000, 5_000, 45_000, 60_000, 400_000_000, 30_000_000);

    private static BenchResult result(Clock clock) {
        return new BenchResult(
                "bench load: something", clock, List.of(FIRN), List.of(DEBEZIUM), new Written(3, 171_400_000));
    }

    @Test
    void loadCountsFromTheStartOfTheProcess() {
        BenchResult result = result(Clock.PROCESS_START);
        assertThat(result.rowsPerSecond(Contender.FIRN)).isCloseTo(500_000, within(0.5));
        assertThat(result.rowsPerSecond(Contender.DEBEZIUM)).isCloseTo(100_000, within(0.5));
        assertThat(result.ratio()).isCloseTo(5.0, within(1e-9));
    }

    @Test
    void streamCountsFromTheFirstEvent() {
        BenchResult result = result(Clock.FIRST_ROW);
        assertThat(result.rowsPerSecond(Contender.FIRN)).isCloseTo(625_000, within(0.5));
        assertThat(result.ratio()).isCloseTo(45.0 / 8.0, within(1e-9));
    }

    @Test
    void processorTimeCountsTheWholeProcess() {
        assertThat(result(Clock.FIRST_ROW).rowsPerCpuSecond(Contender.FIRN)).isCloseTo(400_000, within(0.5));
    }

    @Test
    void roundsAreAddedAndNotAveraged() {
        Measurement slow = new Measurement(5_000_000, 0, 40_000, 12_500, 0, 0);
        BenchResult result = new BenchResult(
                "", Clock.PROCESS_START, List.of(FIRN, slow), List.of(DEBEZIUM, DEBEZIUM), Written.NOTHING);
        assertThat(result.rowsPerSecond(Contender.FIRN)).isCloseTo(200_000, within(0.5));
        assertThat(result.ratio()).isCloseTo(2.0, within(1e-9));
    }

    @Test
    void reportEndsWithTheRatio() {
        List<String> lines = BenchReport.lines(result(Clock.PROCESS_START));
        assertThat(lines.get(0)).isEqualTo("bench load: something");
        assertThat(lines)
                .anySatisfy(line -> assertThat(line)
                        .containsSubsequence(
                                "Firn", "500,000", "400,000", "2.0", "8.0", "600 MB", "200 MB", "3", "171 MB"));
        assertThat(lines)
                .anySatisfy(line -> assertThat(line)
                        .containsSubsequence(
                                "Debezium's engine", "100,000", "83,333", "5.0", "45.0", "400 MB", "30 MB"));
        assertThat(lines).last().isEqualTo("ratio 5.00");
    }

    @Test
    void measurementSurvivesItsWayToTheParent() {
        assertThat(Measurement.parse(FIRN.line())).contains(FIRN);
        assertThat(Measurement.parse("2026-01-01 INFO another line")).isEmpty();
    }

    @Test
    void progressSurvivesItsWayToTheParent() {
        assertThat(Stopwatch.progress(Stopwatch.progress(1_234))).isEqualTo(1_234);
        assertThat(Stopwatch.progress("another line")).isEqualTo(-1);
    }

    @Test
    void progressIsABar() {
        Progress progress = new Progress("Firn", 200, new BenchListener() {
            @Override
            public void step(String text) {}

            @Override
            public void progress(String text) {}
        });
        assertThat(progress.text(50, 2)).isEqualTo("Firn [######                  ]  25%  50 of 200, 25/s");
        assertThat(progress.text(300, 2)).contains("100%");
    }

    @Test
    void roundsTakeTurns() {
        assertThat(BenchSettings.order(1)).containsExactly(Contender.FIRN, Contender.DEBEZIUM);
        assertThat(BenchSettings.order(2)).containsExactly(Contender.DEBEZIUM, Contender.FIRN);
    }
}
