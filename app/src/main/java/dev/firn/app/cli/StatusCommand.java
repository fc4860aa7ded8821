package dev.firn.app.cli;

import dev.firn.app.config.Configuration;
import dev.firn.app.config.HttpSection;
import dev.firn.app.http.StatusJson;
import dev.firn.app.http.StatusText;
import dev.firn.app.run.StoredStatus;
import dev.firn.engine.pipeline.PipelineStatus;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
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

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @Mixin
    private ConfigurationOption configuration = new ConfigurationOption();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        Configuration read = configuration.read();
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Optional<String> live = ask(read.http(), json ? "/status" : "/status.txt");
        if (live.isPresent()) {
            out.print(live.get());
            out.flush();
            return ExitStatus.DONE;
        }
        err.println("No process answers at " + read.http().host() + ":"
                + read.http().port() + ". What follows is the newest checkpoint in the lake.");
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

    /** Empty if nobody answers there, or not as a Firn would. */
    private static Optional<String> ask(HttpSection http, String path) throws InterruptedException {
        if (!http.enabled() || http.port() == 0) {
            return Optional.empty();
        }
        HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
        String host = http.host().equals("0.0.0.0") ? "127.0.0.1" : http.host();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + host + ":" + http.port() + path))
                .timeout(PATIENCE)
                .build();
        try {
            HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
            return answer.statusCode() == 200 ? Optional.of(answer.body()) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
