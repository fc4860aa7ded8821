package dev.firn.app.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.app.servers.AwsStandIn;
import dev.firn.app.servers.Servers;
import dev.firn.schema.source.TableId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.Column;

/** The real process against Glue's and S3's wire protocols: create, evolve, commit, conflict, unknown outcome. */
class GlueReplicationIT {

    private static final TableId ORDERS = new TableId("shop", "orders");

    @TempDir
    private Path directory;

    private AwsStandIn aws;
    private Site site;

    @BeforeEach
    void open() throws IOException, SQLException {
        aws = Servers.aws(Files.createDirectory(directory.resolve("aws")));
        Map<String, String> environment = aws.environment();
        System.setProperty("aws.accessKeyId", environment.get("AWS_ACCESS_KEY_ID"));
        System.setProperty("aws.secretAccessKey", environment.get("AWS_SECRET_ACCESS_KEY"));
        String catalog = "type: glue\nwarehouse: " + aws.createBucket("lake") + "/shop\nproperties:\n"
                + aws.catalogProperties().entrySet().stream()
                        .map(property -> "  " + property.getKey() + ": \"" + property.getValue() + "\"")
                        .collect(Collectors.joining("\n"));
        site = new Site(
                Servers.postgres(Files.createDirectory(directory.resolve("database"))),
                directory,
                catalog,
                environment);
        site.execute(
                "CREATE SCHEMA shop",
                "CREATE TABLE shop.orders (id INT PRIMARY KEY, total DECIMAL(10, 2))",
                "INSERT INTO shop.orders SELECT g, g FROM generate_series(1, 100) g");
    }

    @AfterEach
    void close() {
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
        if (site != null) {
            site.close();
        }
        if (aws != null) {
            aws.close();
        }
    }

    @Test
    void aTableIsCreatedEvolvedAndListedInGlue() throws Exception {
        Path configuration = site.configuration();
        assertCaughtUp(configuration);
        assertThat(currentColumns()).containsExactly("id int", "total decimal(10,2)");
        site.execute(
                "ALTER TABLE shop.orders ADD COLUMN note VARCHAR(20)",
                "ALTER TABLE shop.orders ALTER COLUMN id TYPE BIGINT",
                "ALTER TABLE shop.orders ALTER COLUMN total TYPE DECIMAL(12, 2)",
                "INSERT INTO shop.orders VALUES (5000000000, 1, 'new')");
        assertCaughtUp(configuration);
        assertThat(currentColumns()).containsExactly("id bigint", "total decimal(12,2)", "note string");
        site.execute("ALTER TABLE shop.orders DROP COLUMN total", "UPDATE shop.orders SET note = 'late' WHERE id = 1");
        assertCaughtUp(configuration);
        assertThat(currentColumns()).containsExactly("id bigint", "note string");
    }

    @Test
    void i1ACommitWhoseAnswerIsLostIsThereOnce() throws Exception {
        Path configuration = site.configuration();
        assertCaughtUp(configuration);
        for (int round = 1; round <= 3; round++) {
            site.execute(
                    "INSERT INTO shop.orders VALUES (" + (1000 + round) + ", 1)",
                    "DELETE FROM shop.orders WHERE id = " + round);
            // More than the client's own tries, so that Iceberg and Firn see it.
            aws.failNext("Glue.UpdateTable", AwsStandIn.Moment.AFTER, round);
            assertCaughtUp(configuration);
        }
    }

    @Test
    void i1ACommitThatFailsIsRepeated() throws Exception {
        Path configuration = site.configuration();
        assertCaughtUp(configuration);
        site.execute("INSERT INTO shop.orders VALUES (1001, 1)", "UPDATE shop.orders SET total = 0 WHERE id = 1");
        aws.failNext("Glue.UpdateTable", AwsStandIn.Moment.BEFORE, 6);
        aws.failNext("S3.PUT", AwsStandIn.Moment.BEFORE, 4);
        assertCaughtUp(configuration);
    }

    @Test
    void aConflictingCommitOfAnotherIsSurvived() throws Exception {
        Path configuration = site.configuration();
        assertCaughtUp(configuration);
        try (FirnProcess firn = site.run(configuration)) {
            firn.awaitLine("Streaming the log", Site.PATIENCE);
            Table table = site.table(ORDERS).orElseThrow();
            for (int round = 0; round < 10; round++) {
                site.execute("INSERT INTO shop.orders VALUES (" + (2000 + round) + ", 1)");
                table.updateProperties().set("owner-note", "round " + round).commit();
            }
            firn.terminate();
            assertThat(firn.awaitExit(Site.PATIENCE)).as(firn.lastLines()).isZero();
        }
        assertCaughtUp(configuration);
        assertThat(site.table(ORDERS).orElseThrow().properties()).containsEntry("owner-note", "round 9");
    }

    private void assertCaughtUp(Path configuration) throws SQLException {
        Site.Ended ended = site.runUntilCaughtUp(configuration);
        assertThat(ended.status()).as(ended.lastLines()).isZero();
        site.assertEqual(List.of(ORDERS));
    }

    /** As Athena lists them: without those that Iceberg has dropped. */
    private List<String> currentColumns() {
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
