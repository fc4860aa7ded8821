package dev.firn.app.bench;

import dev.firn.app.config.SourceSection.SourceType;
import java.nio.file.Path;
import java.util.List;

/**
 * What both benchmarks are told.
 *
 * @param source which database
 * @param rounds how often both sides do the work, in turns
 * @param directory where everything is put; exists and is empty
 * @param jvmOptions options of both sides' JVMs, beside the heap's size
 */
public record BenchSettings(SourceType source, int rounds, Path directory, List<String> jvmOptions) {

    public BenchSettings {
        jvmOptions = List.copyOf(jvmOptions);
    }

    Path round(int round, Contender contender) {
        return directory.resolve("round-" + round).resolve(contender == Contender.FIRN ? "firn" : "debezium");
    }

    /** In turns, so that neither always finds the warmer machine. */
    static List<Contender> order(int round) {
        return round % 2 == 1
                ? List.of(Contender.FIRN, Contender.DEBEZIUM)
                : List.of(Contender.DEBEZIUM, Contender.FIRN);
    }
}
