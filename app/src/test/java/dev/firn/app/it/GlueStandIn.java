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
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.Table;

/** A Glue and an S3 for a site, and Glue's own view of what the site writes. */
final class GlueStandIn implements AutoCloseable {

    private final AwsStandIn aws;

    private GlueStandIn(AwsStandIn aws) {
        this.aws = aws;
    }

    static GlueStandIn start(Path directory) throws IOException {
        AwsStandIn aws = Servers.aws(Files.createDirectory(directory.resolve("aws")));
        System.setProperty("aws.accessKeyId", aws.environment().get("AWS_ACCESS_KEY_ID"));
        System.setProperty("aws.secretAccessKey", aws.environment().get("AWS_SECRET_ACCESS_KEY"));
        return new GlueStandIn(aws);
    }

    Site site(DatabaseServer database, Path directory) {
        String catalog = "type: glue\nwarehouse: " + aws.createBucket("lake") + "/shop\nproperties:\n"
                + aws.catalogProperties().entrySet().stream()
                        .map(property -> "  " + property.getKey() + ": \"" + property.getValue() + "\"")
                        .collect(Collectors.joining("\n"));
        return new Site(database, directory, catalog, aws.environment());
    }

    void failNext(String operation, Moment moment, int count) {
        aws.failNext(operation, moment, count);
    }

    /** A table as Glue has it. */
    Table table(String name) {
        try (GlueClient glue = client()) {
            return glue.getTable(request -> request.databaseName("shop").name(name))
                    .table();
        }
    }

    /** The names of all tables. */
    List<String> tables() {
        try (GlueClient glue = client()) {
            return glue.getTables(request -> request.databaseName("shop")).tableList().stream()
                    .map(Table::name)
                    .toList();
        }
    }

    private GlueClient client() {
        Map<String, String> environment = aws.environment();
        return GlueClient.builder()
                .endpointOverride(aws.endpoint())
                .region(Region.of(environment.get("AWS_REGION")))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(
                        environment.get("AWS_ACCESS_KEY_ID"), environment.get("AWS_SECRET_ACCESS_KEY"))))
                .build();
    }

    @Override
    public void close() {
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
        aws.close();
    }
}
