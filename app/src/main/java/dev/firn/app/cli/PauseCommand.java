package dev.firn.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firn.app.config.HttpSection;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code firn pause}. */
@Command(
        name = "pause",
        description = {
            "Takes a last checkpoint and leaves the database alone, until firn resume.",
            "",
            "The process stays, and answers status, health and metrics. The pause outlives it: after a restart, also on another machine, the"
                    + " pipeline is still paused. Meanwhile the database keeps its log for the pipeline (PostgreSQL: the slot holds it and the disk may"
                    + " fill; MySQL: it is purged after its retention, and then all is lost but a new load). Needs http.token."
        })
final class PauseCommand implements Callable<Integer> {

    @Mixin
    private ConfigurationOption configuration = new ConfigurationOption();

    @Mixin
    private ProcessOption process = new ProcessOption();

    @Parameters(paramLabel = "TABLE", arity = "0..*", hidden = true)
    private List<String> tables = List.of();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        if (!tables.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "A single table cannot be paused: all tables come from one log, in one order. To leave "
                            + tables.get(0)
                            + " out, put it into tables.exclude and restart; when it is included again, it is loaded again");
        }
        HttpSection http = configuration.read().http();
        RunningProcess running = RunningProcess.toControl(http, process);
        JsonNode answer = ControlAnswer.of(running.control("/control/pause", ""));
        PrintWriter out = spec.commandLine().getOut();
        out.println("paused since " + answer.required("pausedSince").asText()
                + ", also over restarts; the database keeps its log meanwhile. firn resume lets it go on");
        out.flush();
        return ExitStatus.DONE;
    }
}
