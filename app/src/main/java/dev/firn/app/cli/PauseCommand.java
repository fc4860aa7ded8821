package dev.firn.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

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
final class PauseCommand extends ControlCommand {

    @Parameters(paramLabel = "TABLE", arity = "0..*", hidden = true)
    private List<String> tables = List.of();

    @Override
    public Integer call() throws InterruptedException {
        if (!tables.isEmpty()) {
            throw new ParameterException(
                    spec().commandLine(),
                    "A single table cannot be paused: all tables come from one log, in one order. To leave "
                            + tables.get(0)
                            + " out, put it into tables.exclude and restart; when it is included again, it is loaded again");
        }
        JsonNode answer = tell("pause");
        return done("paused since " + answer.required("pausedSince").asText()
                + ", also over restarts; the database keeps its log meanwhile. firn resume lets it go on");
    }
}
