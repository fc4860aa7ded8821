package dev.firn.app.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpEndpointTest {

    private final HttpClient client = HttpClient.newHttpClient();
    private HttpEndpoint endpoint;

    @BeforeEach
    void start() throws IOException {
        endpoint = HttpEndpoint.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Map.of(
                        "/status", () -> Answer.json("{}"),
                        "/empty", () -> new Answer(200, "text/plain", ""),
                        "/broken",
                                () -> {
                                    throw new IllegalStateException("secret detail");
                                }),
                AccessToken.of(null),
                new ControlActions(new FakePipeline()));
    }

    @AfterEach
    void stop() {
        endpoint.close();
    }

    @Test
    void aPage() throws Exception {
        HttpResponse<String> answer = send("GET", "/status");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{}");
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json; charset=utf-8");
        assertThat(send("GET", "/empty").body()).isEmpty();
        assertThat(send("HEAD", "/status").statusCode()).isEqualTo(200);
    }

    @Test
    void nothing() throws Exception {
        HttpResponse<String> answer = send("GET", "/statu");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).isEqualTo("There is nothing at /statu; there is /broken, /empty, /status\n");
    }

    @Test
    void writing() throws Exception {
        assertThat(send("POST", "/status").statusCode()).isEqualTo(405);
    }

    @Test
    void aFailureShowsNoDetails() throws Exception {
        HttpResponse<String> answer = send("GET", "/broken");
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).doesNotContain("secret detail");
    }

    @Test
    void aPortThatIsTaken() {
        assertThatThrownBy(() -> HttpEndpoint.start(
                        endpoint.address(), Map.of(), AccessToken.of(null), new ControlActions(new FakePipeline())))
                .isInstanceOf(BindException.class);
    }

    @Test
    void closingAgainDoesNothing() {
        endpoint.close();
        endpoint.close();
        assertThatThrownBy(() -> send("GET", "/status")).isInstanceOf(ConnectException.class);
    }

    private HttpResponse<String> send(String method, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + endpoint.address().getPort() + path))
                .method(method, BodyPublishers.noBody())
                .build();
        return client.send(request, BodyHandlers.ofString());
    }
}
