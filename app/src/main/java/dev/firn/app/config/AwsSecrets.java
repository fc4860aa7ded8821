package dev.firn.app.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firn.app.config.References.RemoteSecrets;
import dev.firn.app.config.References.UnresolvedException;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** AWS Secrets Manager, reached with the SDK's default credentials and region. */
final class AwsSecrets implements RemoteSecrets {

    private final Supplier<SecretsManagerClient> clients;

    AwsSecrets() {
        this(SecretsManagerClient::create);
    }

    AwsSecrets(Supplier<SecretsManagerClient> clients) {
        this.clients = clients;
    }

    @Override
    public String fetch(String name) throws UnresolvedException {
        int hash = name.indexOf('#');
        String id = hash < 0 ? name : name.substring(0, hash);
        String content = content(id);
        return hash < 0 ? content : valueOf(content, id, name.substring(hash + 1));
    }

    private String content(String id) throws UnresolvedException {
        try (SecretsManagerClient client = clients.get()) {
            String text = client.getSecretValue(request -> request.secretId(id)).secretString();
            if (text == null) {
                throw new UnresolvedException("the AWS secret " + id + " is binary; store it as text");
            }
            return text;
        } catch (SdkException e) {
            throw new UnresolvedException("the AWS secret " + id + " cannot be fetched: " + e.getMessage());
        }
    }

    /** Secrets that RDS manages are JSON objects: {@code {"username": …, "password": …}}. */
    private static String valueOf(String content, String id, String key) throws UnresolvedException {
        try {
            JsonNode value = new ObjectMapper().readTree(content).get(key);
            if (value != null && value.isValueNode()) {
                return value.asText();
            }
        } catch (JsonProcessingException e) {
            // Its message would quote the secret: said below without it.
        }
        throw new UnresolvedException("the AWS secret " + id + " is no JSON object with the key '" + key + "'");
    }
}
