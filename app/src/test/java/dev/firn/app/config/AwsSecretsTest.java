package dev.firn.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.firn.app.config.References.UnresolvedException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** The real client against a stand-in that knows one secret. */
class AwsSecretsTest {

    private HttpServer server;
    private AwsSecrets secrets;

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            boolean known = request.contains("\"prod/db\"");
            byte[] answer = (known
                            ? "{\"SecretString\": \"{\\\"username\\\": \\\"firn\\\", \\\"password\\\": \\\"hunter2\\\"}\"}"
                            : "{\"__type\": \"ResourceNotFoundException\", \"Message\": \"no such secret\"}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.1");
            exchange.sendResponseHeaders(known ? 200 : 400, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        URI endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        secrets = new AwsSecrets(() -> SecretsManagerClient.builder()
                .endpointOverride(endpoint)
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
                .build());
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aWholeSecret() throws Exception {
        assertThat(secrets.fetch("prod/db")).isEqualTo("{\"username\": \"firn\", \"password\": \"hunter2\"}");
    }

    @Test
    void aValueOfASecretThatRdsManages() throws Exception {
        assertThat(secrets.fetch("prod/db#password")).isEqualTo("hunter2");
    }

    @Test
    void aKeyThatIsNotThere() {
        assertThatThrownBy(() -> secrets.fetch("prod/db#pasword"))
                .isInstanceOf(UnresolvedException.class)
                .hasMessage("the AWS secret prod/db is no JSON object with the key 'pasword'");
    }

    @Test
    void aSecretThatIsNotThere() {
        assertThatThrownBy(() -> secrets.fetch("prod/none"))
                .isInstanceOf(UnresolvedException.class)
                .hasMessageStartingWith("the AWS secret prod/none cannot be fetched: no such secret");
    }
}
