package dev.firn.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.schema.source.TableId;
import dev.firn.sink.maintenance.MaintenanceSettings;
import dev.firn.sink.maintenance.MaintenanceSettings.Clean;
import dev.firn.sink.maintenance.MaintenanceSettings.Compact;
import dev.firn.sink.maintenance.MaintenanceSettings.ExpireSnapshots;
import dev.firn.sink.maintenance.MaintenanceSettings.ManagedBy;
import dev.firn.sink.maintenance.MaintenanceSettings.RemoveOrphans;
import dev.firn.sink.maintenance.MaintenanceSettings.RewriteManifests;
import dev.firn.sink.maintenance.Resources;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every key of {@code maintenance}, and its place in the records. */
class MaintenanceSectionTest {

    private static final String MAINTENANCE = """
            maintenance:
              enabled: false
              managed-by: spark
              interval: 1h
              history: 30d
              threads: 3
              memory: 20MB
              bytes-per-second: 10MB
              compact: { enabled: false, small-files: 3, deleted-percent: 25, delete-files: 7 }
              expire-snapshots: { enabled: false, max-age: 2d, keep-at-least: 4, keep-at-most: 50 }
              remove-orphans: { enabled: false, age: 4d }
              rewrite-manifests: { enabled: false, small-manifests: 9 }
              clean: true
              clean-every: 2h
              overrides:
                - table: crm.customers
                  managed-by: firn
                  compact: { enabled: true }
                  clean: false
            """;

    @Test
    void everyKeyArrives() {
        MaintenanceSection maintenance =
                Parsing.parse(Parsing.MINIMAL + MAINTENANCE).maintenance();

        MaintenanceSettings general = new MaintenanceSettings(
                ManagedBy.SPARK,
                new Compact(false, 3, 0.25, 7),
                new ExpireSnapshots(false, Duration.ofDays(2), 4, 50),
                new RemoveOrphans(false, Duration.ofDays(4)),
                new RewriteManifests(false, 9),
                new Clean(true, Duration.ofHours(2)));
        TableId customers = new TableId("crm", "customers");
        assertThat(maintenance)
                .isEqualTo(new MaintenanceSection(
                        false,
                        Duration.ofHours(1),
                        Duration.ofDays(30),
                        new Resources(3, 20 << 20, 10 << 20),
                        general,
                        Map.of(
                                customers,
                                new MaintenanceSettings(
                                        ManagedBy.FIRN,
                                        new Compact(true, 3, 0.25, 7),
                                        general.expireSnapshots(),
                                        general.removeOrphans(),
                                        general.rewriteManifests(),
                                        new Clean(false, Duration.ofHours(2))))));
        assertThat(maintenance.of(new TableId("crm", "other"))).isEqualTo(general);
    }

    @Test
    void s3TablesAreLookedAfterByTheirOwners() {
        String s3Tables = Parsing.MINIMAL.replace(
                "{ type: glue, warehouse: s3://lake/shop }",
                "{ type: rest, uri: \"https://x\", warehouse: \"arn:aws:s3tables:eu-central-1:1:bucket/lake\" }");
        assertThat(s3Tables).contains("s3tables");
        assertThat(Parsing.parse(s3Tables).maintenance().general().managedBy()).isEqualTo(ManagedBy.S3_TABLES);
    }
}
