package dev.firn.app.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.app.config.ConfigurationException;
import dev.firn.app.config.Secret;
import dev.firn.engine.pipeline.RequestRefused;
import dev.firn.schema.source.TableId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControlActionsTest {

    private static final String TOKEN = "0123456789abcdef";
    private static final String ORDERS = "{\"tables\": [\"public.orders\"]}";

    private final HttpClient client = HttpClient.newHttpClient();
    private final FakePipeline pipeline = new FakePipeline();
    private HttpEndpoint endpoint;

    @BeforeEach
    void start() throws IOException {
        endpoint = start(AccessToken.of(Secret.of(TOKEN)));
    }

    private HttpEndpoint start(AccessToken token) throws IOException {
        return HttpEndpoint.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Map.of("/status", () -> Answer.json("{}")),
                token,
                new ControlActions(pipeline, Duration.ofMillis(100)));
    }

    @AfterEach
    void stop() {
        endpoint.close();
    }

    @Test
    void flush() throws Exception {
        HttpResponse<String> answer = post("/control/flush", "");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .contains(
                        "\"checkpoint\" : 42",
                        "\"position\" : \"0/16B3748\"",
                        "\"committedAt\" : \"2026-11-20T10:00:31Z\"");
    }

    @Test
    void pauseAndResume() throws Exception {
        assertThat(post("/control/pause", "").body()).contains("\"pausedSince\" : \"2026-11-20T10:00:30Z\"");
        assertThat(post("/control/resume", "").body()).contains("\"position\" : \"0/16B3748\"");
        assertThat(pipeline.asked).containsExactly("pause", "resume");
    }

    @Test
    void resync() throws Exception {
        pipeline.refusedTables.put(new TableId("public", "prices"), "it has money");
        HttpResponse<String> answer =
                post("/control/resync", "{\"tables\": [\"public.prices\", \"public.orders\", \"public.orders\"]}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .contains("\"queued\" : [ \"public.orders\" ]", "\"public.prices\" : \"it has money\"");
        assertThat(pipeline.asked).containsExactly("resync [public.orders, public.prices]");
    }

    @Test
    void anUnknownTableIsNamedWithTheNearestAndNothingIsDone() throws Exception {
        HttpResponse<String> answer = post("/control/resync", "{\"tables\": [\"public.prices\", \"public.oders\"]}");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body())
                .isEqualTo("This pipeline has no table 'public.oders'; did you mean 'public.orders'?\n");
        assertThat(pipeline.asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "tables=public.orders",
                "{}",
                "{\"tables\": []}",
                "{\"tables\": [7]}",
                "{\"tables\": [\"public.*\"]}",
                "[]",
                "{\"tables\": \"public.orders\"}"
            })
    void aBodyThatIsNone(String body) throws Exception {
        HttpResponse<String> answer = post("/control/resync", body);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("{\"tables\": [\"schema.table\"");
        assertThat(pipeline.asked).isEmpty();
    }

    @Test
    void aBodyWithoutEnd() throws Exception {
        assertThat(post("/control/resync", "x".repeat((1 << 20) + 1)).statusCode())
                .isEqualTo(413);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "PUT", "DELETE", "OPTIONS"})
    void onlyPost(String method) throws Exception {
        assertThat(send(method, "/control/pause", "", "Bearer " + TOKEN).statusCode())
                .isEqualTo(405);
        assertThat(pipeline.asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer 0123456789abcdeX",
                "Bearer 0123456789abcde",
                "Bearer 0123456789abcdef0",
                "Bearer ",
                "0123456789abcdef",
                "Basic 0123456789abcdef"
            })
    void anotherToken(String authorization) throws Exception {
        HttpResponse<String> answer = send("POST", "/control/resync", ORDERS, authorization);
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).doesNotContain(TOKEN);
        assertThat(pipeline.asked).isEmpty();
    }

    @Test
    void noToken() throws Exception {
        assertThat(send("POST", "/control/pause", "", null).statusCode()).isEqualTo(401);
        assertThat(send("POST", "/control/pause?token=" + TOKEN, "", null).statusCode())
                .isEqualTo(401);
    }

    @Test
    void withoutAConfiguredTokenNobodyMay() throws Exception {
        endpoint.close();
        endpoint = start(AccessToken.of(null));

        for (String authorization : new String[] {"Bearer ", "Bearer null", "Bearer " + TOKEN}) {
            HttpResponse<String> answer = send("POST", "/control/flush", "", authorization);
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.body()).contains("http.token", "${env:FIRN_TOKEN}");
        }
        assertThat(pipeline.asked).isEmpty();
        assertThat(send("GET", "/status", "", null).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "short"})
    void aTokenThatCanBeGuessed(String token) {
        assertThatThrownBy(() -> AccessToken.of(Secret.of(token)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("http.token")
                .hasMessageContaining("16 characters");
    }

    @Test
    void aRefusalSaysWhy() throws Exception {
        pipeline.failure = new RequestRefused("The pipeline is paused");
        HttpResponse<String> answer = post("/control/flush", "");
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).isEqualTo("The pipeline is paused\n");
    }

    @Test
    void aFailureShowsNoDetails() throws Exception {
        pipeline.failure = new IllegalStateException("secret detail");
        HttpResponse<String> answer = post("/control/flush", "");
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).doesNotContain("secret");
    }

    @Test
    void whatTakesLongIsAcceptedAndHoldsNoThread() throws Exception {
        endpoint.close();
        endpoint = HttpEndpoint.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Map.of("/status", () -> Answer.json("{}")),
                AccessToken.of(Secret.of(TOKEN)),
                new ControlActions(pipeline, Duration.ofMinutes(1)));
        pipeline.hangs = true;
        List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            waiting.add(client.sendAsync(
                    request("POST", "/control/flush", "", "Bearer " + TOKEN), BodyHandlers.ofString()));
        }

        assertThat(send("GET", "/status", "", null).statusCode()).isEqualTo(200);
        assertThat(waiting).noneMatch(CompletableFuture::isDone);
    }

    @Test
    void whatIsNotDoneInTimeIsSaidToBeAccepted() throws Exception {
        pipeline.hangs = true;
        HttpResponse<String> answer = post("/control/flush", "");
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.body()).startsWith("Accepted, and not yet durable");
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return send("POST", path, body, "Bearer " + TOKEN);
    }

    private HttpResponse<String> send(String method, String path, String body, String authorization) throws Exception {
        return client.send(request(method, path, body, authorization), BodyHandlers.ofString());
    }

    private HttpRequest request(String method, String path, String body, String authorization) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + endpoint.address().getPort() + path))
                .timeout(Duration.ofSeconds(20))
                .method(method, BodyPublishers.ofString(body));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return request.build();
    }
}
