package dev.firn.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that tells the running process to do something. */
abstract class ControlCommand implements Callable<Integer> {

    @Mixin
    private ConfigurationOption configuration = new ConfigurationOption();

    @Mixin
    private ProcessOption process = new ProcessOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    CommandSpec spec() {
        return spec;
    }

    RunningProcess process() {
        return RunningProcess.toControl(configuration.read().http(), process);
    }

    /** Tells the process, and returns what it answers. */
    JsonNode tell(String action) throws InterruptedException {
        return tell(process(), action, "");
    }

    JsonNode tell(RunningProcess running, String action, String body) throws InterruptedException {
        return ControlAnswer.of(running.control("/control/" + action, body));
    }

    /** Says how it went; returns the exit status of success. */
    int done(String text) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(text);
        out.flush();
        return ExitStatus.DONE;
    }
}
