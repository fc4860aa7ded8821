package dev.firn.app.servers;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firn.app.demo.server.ServerException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/**
 * An S3 and a Glue, independent of Firn's authors: moto's server, which refuses stale updates as AWS does and fails on demand.
 * What it holds is gone when it is closed.
 */
public final class AwsStandIn implements AutoCloseable {

    private static final String REGION = "eu-central-1";
    private static final String ACCESS_KEY = "stand-in";
    private static final String SECRET_KEY = "stand-in-secret";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI endpoint;
    private final Host host;

    /** When a call fails. */
    public enum Moment {
        /** It has no effect. */
        BEFORE,
        /** It has its effect, and the caller is not told. */
        AFTER
    }

    /** What it runs in. */
    interface Host {

        /** The end of its output, for errors. */
        String lastLines();

        /** Ends it; does nothing if it has ended. */
        void end();
    }

    AwsStandIn(URI endpoint, Host host) {
        this.endpoint = endpoint;
        this.host = host;
    }

    /** Where S3 and Glue are. */
    public URI endpoint() {
        return endpoint;
    }

    /** What a process needs in its environment. */
    public Map<String, String> environment() {
        return Map.of("AWS_ACCESS_KEY_ID", ACCESS_KEY, "AWS_SECRET_ACCESS_KEY", SECRET_KEY, "AWS_REGION", REGION);
    }

    /** Properties of an Iceberg Glue catalog over it, the warehouse apart; the credentials are in the environment. */
    public Map<String, String> catalogProperties() {
        return Map.of(
                "client.region",
                REGION,
                "glue.endpoint",
                endpoint().toString(),
                "s3.endpoint",
                endpoint().toString(),
                "s3.path-style-access",
                "true",
                "s3.access-key-id",
                ACCESS_KEY,
                "s3.secret-access-key",
                SECRET_KEY);
    }

    /** Creates a bucket and returns its address, such as {@code s3://lake}. */
    public String createBucket(String name) {
        send(
                "PUT",
                "/" + name,
                "<CreateBucketConfiguration><LocationConstraint>" + REGION
                        + "</LocationConstraint></CreateBucketConfiguration>");
        return "s3://" + name;
    }

    /**
     * Lets the next calls of an operation fail with status 500. Clients of AWS repeat such a call by themselves, three times in all.
     *
     * @param operation such as {@code Glue.UpdateTable} or {@code S3.PUT}
     */
    public void failNext(String operation, Moment moment, int count) {
        send(
                "POST",
                "/stand-in/faults",
                "{\"operation\": \"" + operation + "\", \"moment\": \""
                        + moment.name().toLowerCase(Locale.ROOT) + "\", \"count\": " + count + "}");
    }

    /** How often each operation was called since the last {@link #reset}. */
    public Map<String, Integer> calls() {
        try {
            return MAPPER.readValue(send("POST", "/stand-in/calls", ""), new TypeReference<>() {});
        } catch (IOException e) {
            throw new UncheckedIOException("The stand-in for AWS does not say how often it was called", e);
        }
    }

    /** Forgets the faults that have not happened yet, and the counts of calls. */
    public void reset() {
        send("POST", "/stand-in/reset", "");
    }

    @Override
    public void close() {
        host.end();
    }

    @Override
    public String toString() {
        return "stand-in for AWS at " + endpoint;
    }

    private String send(String method, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(endpoint().resolve(path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new ServerException("The stand-in for AWS refuses " + method + " " + path + ": "
                        + response.statusCode() + " " + response.body());
            }
            return response.body();
        } catch (IOException e) {
            throw new UncheckedIOException("The stand-in for AWS does not answer" + host.lastLines(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerException("Interrupted while calling the stand-in for AWS", e);
        }
    }

    /** A file of the stand-in: its script, or what that needs. */
    static String text(String resource) {
        try (InputStream stream = AwsStandIn.class.getResourceAsStream("/aws-stand-in/" + resource)) {
            if (stream == null) {
                throw new IllegalStateException("The resource aws-stand-in/" + resource + " is missing");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the resource " + resource, e);
        }
    }
}
