package dev.firn.app.cli;

import dev.firn.app.config.Configuration;
import dev.firn.app.run.Replication;
import dev.firn.engine.pipeline.Exit;
import dev.firn.engine.pipeline.ExitReason;
import dev.firn.engine.work.FaultPoints;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code firn run}. */
@Command(
        name = "run",
        description = {
            "Loads the selected tables and follows the database's log, until SIGTERM.",
            "",
            "SIGTERM or Ctrl-C seals and commits what was read, and exits 0 within a minute. After any other end, kill -9 included, the next"
                    + " run goes on where the last checkpoint stands: all state is in the lake."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  firn run -c firn.yaml                      the daemon, for systemd, ECS, Kubernetes",
            "  firn run -c firn.yaml --until-caught-up    for cron: load, catch up, commit, exit",
            "  firn run -c firn.yaml --start-anew         after a lost slot or log: load all tables again"
        })
final class RunCommand implements Callable<Integer> {

    @Mixin
    private ConfigurationOption configuration = new ConfigurationOption();

    @Option(
            names = "--until-caught-up",
            description = "End when the lake stands where the source stood at the start, all loads included.")
    private boolean untilCaughtUp;

    @Option(names = "--resume", description = "Go on even if the pipeline is paused; else it starts paused.")
    private boolean resume;

    @Option(
            names = "--start-anew",
            description = {
                "Give up the position in the source's log and load every table again, under the eyes of readers who see the old content until the"
                        + " new is complete. For a log, slot or publication that was lost; goes on even if the pipeline is paused."
            })
    private boolean startAnew;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        Configuration read = configuration.read();
        return replicate(read, OrderlyStop.install(Replication.STOP_PATIENCE));
    }

    private int replicate(Configuration read, OrderlyStop stop) throws InterruptedException {
        try (Replication replication = Replication.open(read, FaultPoints.NONE)) {
            stop.whenAsked(replication::stop);
            if (resume) {
                goOn(replication);
            }
            if (startAnew) {
                startAnew(replication);
            }
            Exit exit;
            try (LoadDisplay display = LoadDisplay.start(replication::status)) {
                exit = Completion.await(untilCaughtUp ? replication.runUntilCaughtUp() : replication.run());
            }
            report(exit, spec.commandLine().getErr());
            return untilCaughtUp
                    ? ExitStatus.ofCaughtUp(exit, replication.status())
                    : exit.reason().code();
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // The run that starts now does it, or says why it cannot run.
    private static void goOn(Replication replication) {
        replication.resume();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // As above.
    private static void startAnew(Replication replication) {
        replication.startAnew();
    }

    private static void report(Exit exit, PrintWriter err) {
        if (exit.reason() != ExitReason.COMPLETED) {
            err.println("firn: " + exit.message());
            if (!exit.remedy().isEmpty()) {
                err.println("What to do: " + exit.remedy());
            }
            err.flush();
        }
    }
}
