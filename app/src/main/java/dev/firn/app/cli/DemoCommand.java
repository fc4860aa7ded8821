package dev.firn.app.cli;

import dev.firn.app.demo.Demo;
import dev.firn.app.demo.DemoResult;
import dev.firn.app.demo.DemoSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code firn demo}. */
@Command(
        name = "demo",
        description = {
            "Starts a database of its own and a live workload with schema changes, replicates it into a local warehouse, and compares.",
            "",
            "Exits 0 only if source and lake are equal, row by row and value by value. Needs no set-up and no container engine."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  firn demo                                   PostgreSQL, 40 seconds",
            "  firn demo --source mysql --seconds 120",
            "  firn demo --directory /tmp/demo --keep      and look around while the server runs on"
        })
final class DemoCommand implements Callable<Integer> {

    @Mixin
    private OwnServerOptions server = new OwnServerOptions();

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "40",
            description = "How long the workload runs; ${DEFAULT-VALUE}.")
    private int seconds = 40;

    @Option(names = "--seed", paramLabel = "N", description = "Chooses what the workload does; else the clock does.")
    private @Nullable Long seed;

    @Option(names = "--keep", description = "Keep the server running at the end, until Ctrl-C.")
    private boolean keep;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
        // The demo tells its own story; what goes wrong is still logged.
        LogLevel.suggest("WARN");
        PrintWriter out = spec.commandLine().getOut();
        DemoSettings settings = new DemoSettings(
                server.source(),
                duration(),
                server.emptyDirectory("firn-demo-", spec.commandLine()),
                seed == null ? System.currentTimeMillis() % 1_000_000 : seed);
        try (DemoDisplay display = DemoDisplay.start(out);
                Demo demo = Demo.start(settings, display)) {
            DemoResult result = demo.run();
            display.close();
            DemoReport.print(settings, result, out);
            if (keep) {
                out.println();
                out.println("The server runs on as " + demo.address() + ", until Ctrl-C. Meanwhile:");
                out.println("  ./firn run -c " + settings.directory().resolve("firn.yaml"));
                out.flush();
                new CountDownLatch(1).await();
            }
            return result.isEqual() ? ExitStatus.DONE : ExitStatus.NOT_AS_HOPED;
        }
    }

    private Duration duration() {
        if (seconds < 1) {
            throw new ParameterException(spec.commandLine(), "--seconds must be at least 1, got " + seconds);
        }
        return Duration.ofSeconds(seconds);
    }
}
