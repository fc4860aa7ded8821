package dev.firn.app.it;

import dev.firn.app.demo.server.DatabaseServer;
import dev.firn.app.servers.AwsStandIn;
import dev.firn.app.servers.AwsStandIn.Moment;
import dev.firn.app.servers.Servers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.Column;

/** {@link CatalogContract} over Glue's and S3's wire protocols. */
class GlueReplicationIT extends CatalogContract {

    private AwsStandIn aws;

    @Override
    Site open(DatabaseServer database, Path directory) throws IOException {
        aws = Servers.aws(Files.createDirectory(directory.resolve("aws")));
        Map<String, String> environment = aws.environment();
        System.setProperty("aws.accessKeyId", environment.get("AWS_ACCESS_KEY_ID"));
        System.setProperty("aws.secretAccessKey", environment.get("AWS_SECRET_ACCESS_KEY"));
        String catalog = "type: glue\nwarehouse: " + aws.createBucket("lake") + "/shop\nproperties:\n"
                + aws.catalogProperties().entrySet().stream()
                        .map(property -> "  " + property.getKey() + ": \"" + property.getValue() + "\"")
                        .collect(Collectors.joining("\n"));
        return new Site(database, directory, catalog, environment);
    }

    @AfterEach
    void closeAws() {
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
        if (aws != null) {
            aws.close();
        }
    }

    @Override
    void failNextUpdates(Moment moment, int count) {
        aws.failNext("Glue.UpdateTable", moment, count);
        if (moment == Moment.BEFORE) {
            aws.failNext("S3.PUT", moment, count);
        }
    }

    /** As Athena lists them: without those that Iceberg has dropped. */
    @Override
    List<String> currentColumns(Site at) {
        Map<String, String> environment = aws.environment();
        try (GlueClient glue = GlueClient.builder()
                .endpointOverride(aws.endpoint())
                .region(Region.of(environment.get("AWS_REGION")))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(
                        environment.get("AWS_ACCESS_KEY_ID"), environment.get("AWS_SECRET_ACCESS_KEY"))))
                .build()) {
            return glue
                    .getTable(request -> request.databaseName("shop").name("orders"))
                    .table()
                    .storageDescriptor()
                    .columns()
                    .stream()
                    .filter(column -> !"false".equals(column.parameters().get("iceberg.field.current")))
                    .map(GlueReplicationIT::text)
                    .toList();
        }
    }

    private static String text(Column column) {
        return column.name() + " " + column.type();
    }
}
