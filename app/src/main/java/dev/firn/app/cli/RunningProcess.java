package dev.firn.app.cli;

import dev.firn.app.config.HttpSection;
import dev.firn.app.config.Secret;
import dev.firn.app.http.AccessToken;
import dev.firn.app.http.ControlActions;
import dev.firn.app.http.StatusReading;
import dev.firn.engine.pipeline.PipelineStatus;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A process of Firn that runs somewhere, asked over HTTP. */
final class RunningProcess {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** The process itself answers in time, if only to say that it is not done. */
    private static final Duration CONTROL_PATIENCE = ControlActions.PATIENCE.plusSeconds(15);

    private final URI root;
    private final @Nullable Secret token;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    private RunningProcess(URI root, @Nullable Secret token) {
        this.root = root;
        this.token = token;
    }

    /** A process to be asked how it is. */
    static RunningProcess at(URI root) {
        return new RunningProcess(root, null);
    }

    /**
     * A process to be told what to do.
     *
     * @throws Refusal if the configuration does not say where it is, or has no token
     */
    static RunningProcess toControl(HttpSection http, ProcessOption option) {
        URI root = option.root(http)
                .orElseThrow(
                        () -> new Refusal(
                                ExitStatus.CONFIGURATION,
                                "Nothing says where the process is: set http.port in the configuration, or give --address HOST:PORT"));
        Secret token = http.token();
        if (token == null) {
            throw new Refusal(
                    ExitStatus.CONFIGURATION,
                    "Not allowed: " + AccessToken.MISSING + ", here and where the process runs");
        }
        return new RunningProcess(root, token);
    }

    /** What a page says; empty if nobody answers there, or not as a Firn would. */
    Optional<String> page(String path) throws InterruptedException {
        try {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(root.resolve(path)).timeout(PATIENCE).build(), BodyHandlers.ofString());
            return answer.statusCode() == 200 ? Optional.of(answer.body()) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * How it is.
     *
     * @throws Refusal if nobody answers
     */
    PipelineStatus status() throws InterruptedException {
        Optional<String> page = page("/status");
        try {
            return StatusReading.read(page.orElseThrow(this::nobody));
        } catch (IllegalArgumentException e) {
            throw new Refusal(ExitStatus.NOT_AS_HOPED, "What answers at " + root + " is no Firn");
        }
    }

    /**
     * Makes it do something, and waits until that is durable.
     *
     * @return what it answers, as JSON
     * @throws Refusal if it does not, or not in time
     */
    String control(String path, String body) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(root.resolve(path))
                .timeout(CONTROL_PATIENCE)
                .POST(BodyPublishers.ofString(body));
        if (token != null) {
            request.header("Authorization", AccessToken.header(token));
        }
        try {
            HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
            if (answer.statusCode() == 200) {
                return answer.body();
            }
            throw new Refusal(exitStatus(answer.statusCode()), answer.body().strip());
        } catch (IOException e) {
            throw nobody();
        }
    }

    private static int exitStatus(int httpStatus) {
        return switch (httpStatus) {
            case 400, 401, 403, 404 -> ExitStatus.CONFIGURATION;
            default -> ExitStatus.NOT_AS_HOPED;
        };
    }

    private Refusal nobody() {
        return new Refusal(
                ExitStatus.NOT_AS_HOPED,
                "No process answers at " + root + ". Start it by firn run, or say by --address HOST:PORT where it is");
    }

    @Override
    public String toString() {
        return root.toString();
    }

    /** Why a process was not made to do something, and the exit status of that. */
    static final class Refusal extends RuntimeException {

        private static final long serialVersionUID = 1L;
        private final int code;

        Refusal(int code, String message) {
            super(message);
            this.code = code;
        }

        int code() {
            return code;
        }
    }
}
