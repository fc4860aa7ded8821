package dev.firn.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firn.app.config.HttpSection;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code firn resume}. */
@Command(
        name = "resume",
        description = {
            "Lets a paused pipeline go on where it stands. Does nothing to one that is not paused.",
            "",
            "Needs a process that runs, and http.token. Without either, firn run --resume goes on with a paused pipeline."
        })
final class ResumeCommand implements Callable<Integer> {

    @Mixin
    private ConfigurationOption configuration = new ConfigurationOption();

    @Mixin
    private ProcessOption process = new ProcessOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        HttpSection http = configuration.read().http();
        JsonNode answer =
                ControlAnswer.of(RunningProcess.toControl(http, process).control("/control/resume", ""));
        PrintWriter out = spec.commandLine().getOut();
        out.println("running, from " + answer.required("position").asText());
        out.flush();
        return ExitStatus.DONE;
    }
}
