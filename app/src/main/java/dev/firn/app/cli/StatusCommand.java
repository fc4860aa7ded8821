package dev.firn.app.cli;

import dev.firn.app.config.Configuration;
import dev.firn.app.http.StatusJson;
import dev.firn.app.http.StatusText;
import dev.firn.app.run.StoredStatus;
import dev.firn.engine.pipeline.PipelineStatus;
import java.io.PrintWriter;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code firn status}. */
@Command(
        name = "status",
        description = {
            "Shows each table's state, the position, the lag, the last checkpoint, and what is retried and why.",
            "",
            "Asks the running process at http.host and http.port. Where none answers, reads the newest checkpoint from the lake, which works"
                    + " from any machine that reaches it."
        })
final class StatusCommand implements Callable<Integer> {

    @Mixin
    private ConfigurationOption configuration = new ConfigurationOption();

    @Mixin
    private ProcessOption process = new ProcessOption();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        Configuration read = configuration.read();
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Optional<URI> root = process.root(read.http());
        Optional<String> live = root.isEmpty()
                ? Optional.empty()
                : RunningProcess.at(root.get()).page(json ? "/status" : "/status.txt");
        if (live.isPresent()) {
            out.print(live.get());
            out.flush();
            return ExitStatus.DONE;
        }
        err.println(
                noAnswer(root) + " What follows is the newest checkpoint in the lake; counts begin with a process.");
        err.flush();
        Optional<PipelineStatus> stored = StoredStatus.read(read);
        if (stored.isEmpty()) {
            err.println("There is no checkpoint: the pipeline " + read.pipeline() + " has never run into this lake.");
            err.flush();
            return ExitStatus.NOT_AS_HOPED;
        }
        out.print(json ? StatusJson.write(stored.get()) : StatusText.write(stored.get()));
        out.flush();
        return ExitStatus.DONE;
    }

    private static String noAnswer(Optional<URI> root) {
        return root.map(at -> "No process answers at " + at + ".")
                .orElse("The configuration names no fixed http.port to ask a process at.");
    }
}
