package dev.firn.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

/** {@code firn flush}. */
@Command(
        name = "flush",
        description = {
            "Makes everything visible that the database has committed by now, without waiting for the commit interval.",
            "",
            "Waits until the running process has taken a checkpoint of it and every table has committed, and prints the checkpoint's number"
                    + " and position. Tables that are being loaded stay as they are until their load is done. Needs http.token."
        })
final class FlushCommand extends ControlCommand {

    @Override
    public Integer call() throws InterruptedException {
        JsonNode answer = tell("flush");
        return done("checkpoint " + answer.required("checkpoint").asLong() + " is committed, at "
                + answer.required("position").asText() + " of "
                + answer.required("sourceTimestamp").asText());
    }
}
