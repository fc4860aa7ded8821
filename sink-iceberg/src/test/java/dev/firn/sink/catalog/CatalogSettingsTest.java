package dev.firn.sink.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class CatalogSettingsTest {

    @Test
    void glueTakesItsOwnEndpointAndCredentialsBesideThoseOfS3() {
        LakeSettings settings = LakeSettings.of(
                new CatalogSettings.Glue(
                        "s3://lake/shop",
                        "eu-central-1",
                        Map.of("glue.endpoint", "http://localhost:5000", "s3.path-style-access", "true")),
                "shop");

        assertThat(settings.catalogProperties())
                .isEqualTo(Map.of(
                        "warehouse", "s3://lake/shop",
                        "io-impl", "org.apache.iceberg.aws.s3.S3FileIO",
                        "client.region", "eu-central-1",
                        "glue.endpoint", "http://localhost:5000",
                        "s3.path-style-access", "true"));
        assertThat(settings.catalog().permissions())
                .contains("glue:UpdateTable")
                .contains("arn:aws:s3:::lake/*")
                .contains("s3:PutObject");
    }

    @Test
    void aRoleIsAssumedByIcebergsOwnFactory() {
        LakeSettings plain = LakeSettings.of(new CatalogSettings.Rest("https://x/iceberg", null, Map.of()), "shop");
        LakeSettings settings = new LakeSettings(
                plain.catalog(),
                new AssumedRole("arn:aws:iam::1:role/firn", "secret-id", "eu-central-1"),
                plain.namespace(),
                plain.tableNames(),
                plain.formatVersion(),
                plain.write(),
                plain.tables());

        assertThat(settings.catalogProperties())
                .isEqualTo(Map.of(
                        "client.factory", "org.apache.iceberg.aws.AssumeRoleAwsClientFactory",
                        "client.assume-role.arn", "arn:aws:iam::1:role/firn",
                        "client.assume-role.external-id", "secret-id",
                        "client.assume-role.region", "eu-central-1",
                        "uri", "https://x/iceberg",
                        "io-impl", CatalogFileIO.class.getName()));
    }

    @Test
    void sqliteIsOpenedToWaitAndALocalWarehouseNeedsNoHadoop() {
        CatalogSettings jdbc =
                new CatalogSettings.Jdbc("jdbc:sqlite:/data/c.db", null, null, "/data/warehouse", Map.of());

        assertThat(jdbc.catalogProperties())
                .containsEntry("uri", "jdbc:sqlite:/data/c.db?busy_timeout=10000&journal_mode=WAL")
                .containsEntry("jdbc.schema-version", "V1")
                .containsEntry("io-impl", LocalFileIO.class.getName())
                .containsEntry("warehouse", "file:///data/warehouse");
        assertThat(new CatalogSettings.Jdbc("jdbc:postgresql://h/c", "u", "p", "s3://lake/x", Map.of())
                        .catalogProperties())
                .containsEntry("uri", "jdbc:postgresql://h/c")
                .containsEntry("io-impl", "org.apache.iceberg.aws.s3.S3FileIO")
                .containsEntry("jdbc.user", "u")
                .containsEntry("jdbc.password", "p");
    }

    @Test
    void aGivenPropertyWins() {
        assertThat(new CatalogSettings.Jdbc(
                                "jdbc:sqlite:x",
                                null,
                                null,
                                "/w",
                                Map.of("io-impl", "my.Io", "jdbc.schema-version", "V0"))
                        .catalogProperties())
                .containsEntry("io-impl", "my.Io")
                .containsEntry("jdbc.schema-version", "V0");
    }

    @Test
    void secretsAreNotShown() {
        CatalogSettings jdbc = new CatalogSettings.Jdbc(
                "jdbc:postgresql://firn:s3cret@h/c?user=firn&password=s3cret",
                "firn",
                "s3cret",
                "/w",
                Map.of("k", "s3cret"));
        assertThat(jdbc.toString()).doesNotContain("s3cret").contains("jdbc:postgresql://h/c");
        assertThat(jdbc.describe()).doesNotContain("s3cret");
        assertThat(new CatalogSettings.Custom("my.Catalog", Map.of("token", "s3cret")).toString())
                .doesNotContain("s3cret");
        assertThat(new CatalogSettings.Rest("https://x", null, Map.of("token", "s3cret")).toString())
                .doesNotContain("s3cret");
        assertThat(new CatalogSettings.Glue("s3://l/s", null, Map.of("s3.secret-access-key", "s3cret")).toString())
                .doesNotContain("s3cret");
    }

    @Test
    void whatIsMissingIsSaid() {
        assertThatThrownBy(() -> new CatalogSettings.Glue(" ", null, Map.of())).hasMessageContaining("warehouse");
        assertThatThrownBy(() -> new AssumedRole("arn", null, "")).hasMessageContaining("region");
        assertThatThrownBy(() -> LakeSettings.of(new CatalogSettings.Custom("c", Map.of()), ""))
                .hasMessageContaining("namespace");
    }
}
