package dev.firn.app.cli;

import dev.firn.app.bench.BenchListener;
import dev.firn.app.bench.BenchReport;
import dev.firn.app.bench.BenchResult;
import dev.firn.app.bench.BenchSettings;
import dev.firn.app.demo.server.FileTree;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What both benchmarks are told, and how they are run. */
final class BenchOptions {

    @Mixin
    private OwnServerOptions server = new OwnServerOptions();

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "1",
            description = "How often both do the work, in turns; ${DEFAULT-VALUE}.")
    private int rounds = 1;

    @Option(names = "--keep", description = "Keep database, warehouse and logs at the end.")
    private boolean keep;

    @Option(
            names = "--jvm-option",
            paramLabel = "OPTION",
            description = "An option of both JVMs, such as -XX:+UseParallelGC; may be given several times.")
    private List<String> jvmOptions = List.of();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    /** One of the benchmarks. */
    @FunctionalInterface
    interface Benchmark {
        BenchResult run(BenchSettings settings, BenchListener listener)
                throws IOException, SQLException, InterruptedException;
    }

    /** One whose report has another form. */
    @FunctionalInterface
    interface Reporting {
        List<String> run(BenchSettings settings, BenchListener listener)
                throws IOException, SQLException, InterruptedException;
    }

    int measure(Benchmark benchmark) throws IOException, SQLException, InterruptedException {
        return report((settings, listener) -> BenchReport.lines(benchmark.run(settings, listener)));
    }

    int report(Reporting benchmark) throws IOException, SQLException, InterruptedException {
        LogLevel.suggest("WARN");
        requirePositive("--rounds", rounds);
        Path place = server.emptyDirectory("firn-bench-", spec.commandLine());
        PrintWriter out = spec.commandLine().getOut();
        boolean done = false;
        try (DemoDisplay display = DemoDisplay.start(out)) {
            List<String> lines = benchmark.run(new BenchSettings(server.source(), rounds, place, jvmOptions), display);
            display.close();
            out.println();
            lines.forEach(out::println);
            out.flush();
            done = true;
            return ExitStatus.DONE;
        } finally {
            if (keep || !done) {
                spec.commandLine().getErr().println("Database, warehouse and logs are kept in " + place);
                spec.commandLine().getErr().flush();
            } else {
                FileTree.delete(place);
            }
        }
    }

    void requirePositive(String option, long value) {
        if (value < 1) {
            throw new ParameterException(spec.commandLine(), option + " must be at least 1, got " + value);
        }
    }

    void requireMultiple(String option, long value, long of) {
        if (value % of != 0) {
            throw new ParameterException(
                    spec.commandLine(), option + " must be a multiple of " + of + ", got " + value);
        }
    }
}
