package dev.firn.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

/** {@code firn resume}. */
@Command(
        name = "resume",
        description = {
            "Lets a paused pipeline go on where it stands. Does nothing to one that is not paused.",
            "",
            "Needs a process that runs, and http.token. Without either, firn run --resume goes on with a paused pipeline."
        })
final class ResumeCommand extends ControlCommand {

    @Override
    public Integer call() throws InterruptedException {
        JsonNode answer = tell("resume");
        return done("running, from " + answer.required("position").asText());
    }
}
