package dev.firn.app.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What both sides did, over all rounds.
 *
 * @param title what was done, with versions
 * @param clock what counts as the time
 * @param firn one for each round
 * @param debezium one for each round
 * @param written by Firn, in all rounds
 */
public record BenchResult(
        String title, Clock clock, List<Measurement> firn, List<Measurement> debezium, Written written) {

    /** From when on the time counts; it ends with the last row. */
    public enum Clock {
        /** The start of the process: a load begins with it. */
        PROCESS_START,
        /** The first event: a stream is there all day. The time before is shown apart. */
        FIRST_ROW
    }

    public BenchResult {
        firn = List.copyOf(firn);
        debezium = List.copyOf(debezium);
    }

    List<Measurement> of(Contender contender) {
        return contender == Contender.FIRN ? firn : debezium;
    }

    /** Rows by the clock's seconds. */
    public double rowsPerSecond(Contender contender) {
        long rows = 0;
        long millis = 0;
        for (Measurement measurement : of(contender)) {
            rows += measurement.rows();
            millis += measurement.workMillis() + (clock == Clock.PROCESS_START ? measurement.startMillis() : 0);
        }
        return perSecond(rows, millis);
    }

    /** Rows by seconds of processor time of the whole process. */
    double rowsPerCpuSecond(Contender contender) {
        List<Measurement> all = of(contender);
        return perSecond(
                all.stream().mapToLong(Measurement::rows).sum(),
                all.stream().mapToLong(Measurement::cpuMillis).sum());
    }

    /** How many times as fast as Debezium Firn is. */
    public double ratio() {
        return rowsPerSecond(Contender.FIRN) / rowsPerSecond(Contender.DEBEZIUM);
    }

    private static double perSecond(long rows, long millis) {
        return rows * 1_000.0 / Math.max(1, millis);
    }

    /** Collects measurements, round by round. */
    static final class Collecting {

        private final Map<Contender, List<Measurement>> measured = new EnumMap<>(Contender.class);
        private Written written = Written.NOTHING;

        void add(Contender contender, Measurement measurement) {
            measured.computeIfAbsent(contender, none -> new ArrayList<>()).add(measurement);
        }

        void wrote(Written more) {
            written = written.plus(more);
        }

        BenchResult result(String title, Clock clock) {
            return new BenchResult(
                    title,
                    clock,
                    measured.getOrDefault(Contender.FIRN, List.of()),
                    measured.getOrDefault(Contender.DEBEZIUM, List.of()),
                    written);
        }
    }
}
