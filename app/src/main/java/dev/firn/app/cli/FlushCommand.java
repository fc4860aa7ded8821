package dev.firn.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firn.app.config.HttpSection;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code firn flush}. */
@Command(
        name = "flush",
        description = {
            "Makes everything visible that the database has committed by now, without waiting for the commit interval.",
            "",
            "Waits until the running process has taken a checkpoint of it and every table has committed, and prints the checkpoint's number"
                    + " and position. Tables that are being loaded stay as they are until their load is done. Needs http.token."
        })
final class FlushCommand implements Callable<Integer> {

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
                ControlAnswer.of(RunningProcess.toControl(http, process).control("/control/flush", ""));
        PrintWriter out = spec.commandLine().getOut();
        out.println("checkpoint " + answer.required("checkpoint").asLong() + " is committed, at "
                + answer.required("position").asText() + " of "
                + answer.required("sourceTimestamp").asText());
        out.flush();
        return ExitStatus.DONE;
    }
}
