package dev.firn.app.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.aws.glue.GlueCatalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.ConcurrentModificationException;
import software.amazon.awssdk.services.glue.model.GlueException;
import software.amazon.awssdk.services.glue.model.TableInput;
import software.amazon.awssdk.services.glue.model.UpdateTableRequest;

/** The stand-in behaves as AWS where Firn depends on it, and fails as told. */
class AwsStandInIT {

    private static final TableInput TABLE = TableInput.builder().name("t").build();

    private static AwsStandIn aws;
    private static GlueClient glue;

    @BeforeAll
    static void start(@TempDir Path directory) {
        aws = Servers.aws(directory);
        Map<String, String> environment = aws.environment();
        glue = GlueClient.builder()
                .endpointOverride(aws.endpoint())
                .region(Region.of(environment.get("AWS_REGION")))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(
                        environment.get("AWS_ACCESS_KEY_ID"), environment.get("AWS_SECRET_ACCESS_KEY"))))
                .build();
        glue.createDatabase(request -> request.databaseInput(input -> input.name("d")));
    }

    @AfterAll
    static void close() {
        if (aws != null) {
            glue.close();
            aws.close();
        }
    }

    @BeforeEach
    void createTable() {
        aws.reset();
        glue.getTables(request -> request.databaseName("d"))
                .tableList()
                .forEach(table ->
                        glue.deleteTable(request -> request.databaseName("d").name(table.name())));
        glue.createTable(request -> request.databaseName("d").tableInput(TABLE));
    }

    @Test
    void aStaleUpdateIsRefused() {
        String version = version();
        glue.updateTable(update(version));
        assertThat(version()).isNotEqualTo(version);
        assertThatThrownBy(() -> glue.updateTable(update(version))).isInstanceOf(ConcurrentModificationException.class);
        glue.updateTable(update(version()));
    }

    @Test
    void aCallFailsWithoutEffect() {
        String version = version();
        aws.failNext("Glue.UpdateTable", AwsStandIn.Moment.BEFORE, 100);
        assertThatThrownBy(() -> glue.updateTable(update(version))).isInstanceOf(GlueException.class);
        assertThat(version()).isEqualTo(version);
        int attempts = aws.calls().get("Glue.UpdateTable");
        assertThat(attempts).isGreaterThan(1);
        aws.reset();
        glue.updateTable(update(version));
        assertThat(version()).isNotEqualTo(version);
        assertThat(aws.calls()).containsEntry("Glue.UpdateTable", 1);
    }

    @Test
    void anAnswerIsLost() {
        String version = version();
        aws.failNext("Glue.UpdateTable", AwsStandIn.Moment.AFTER, 1);
        // The client repeats the call by itself, and meets what its own first attempt has done.
        assertThatThrownBy(() -> glue.updateTable(update(version))).isInstanceOf(ConcurrentModificationException.class);
        assertThat(version()).isNotEqualTo(version);
    }

    @Test
    void icebergKeepsTablesInIt() throws IOException {
        String bucket = aws.createBucket("lake");
        Map<String, String> properties = new HashMap<>(aws.catalogProperties());
        properties.put("warehouse", bucket + "/shop");
        properties.put(
                "client.credentials-provider",
                "software.amazon.awssdk.auth.credentials.SystemPropertyCredentialsProvider");
        System.setProperty("aws.accessKeyId", aws.environment().get("AWS_ACCESS_KEY_ID"));
        System.setProperty("aws.secretAccessKey", aws.environment().get("AWS_SECRET_ACCESS_KEY"));
        try (GlueCatalog catalog = new GlueCatalog()) {
            catalog.initialize("glue", properties);
            catalog.createNamespace(Namespace.of("shop"));
            TableIdentifier name = TableIdentifier.of("shop", "orders");
            Table table =
                    catalog.createTable(name, new Schema(Types.NestedField.required(1, "id", Types.LongType.get())));
            table.updateSchema().addColumn("added", Types.StringType.get()).commit();
            assertThat(catalog.loadTable(name).schema().findField("added")).isNotNull();
            assertThat(glue.getTable(request -> request.databaseName("shop").name("orders"))
                            .table()
                            .storageDescriptor()
                            .columns())
                    .extracting("name")
                    .containsExactly("id", "added");
            assertThat(URI.create(table.location()).getScheme()).isEqualTo("s3");
        } finally {
            System.clearProperty("aws.accessKeyId");
            System.clearProperty("aws.secretAccessKey");
        }
    }

    private static String version() {
        return glue.getTable(request -> request.databaseName("d").name("t"))
                .table()
                .versionId();
    }

    private static UpdateTableRequest update(String version) {
        return UpdateTableRequest.builder()
                .databaseName("d")
                .tableInput(TABLE)
                .versionId(version)
                .build();
    }
}
