package dev.firn.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.app.config.CatalogSection.Custom;
import dev.firn.app.config.CatalogSection.Glue;
import dev.firn.app.config.CatalogSection.Jdbc;
import dev.firn.app.config.CatalogSection.Rest;
import dev.firn.app.config.SourceSection.SourceType;
import dev.firn.app.config.SourceSection.Tls;
import dev.firn.app.config.TablesSection.Follow;
import dev.firn.app.readers.Engine;
import dev.firn.app.readers.WriteFormat;
import dev.firn.engine.load.ReadLimit;
import dev.firn.engine.pipeline.TablePolicy.NewTables;
import dev.firn.engine.pipeline.TablePolicy.OnRename;
import dev.firn.engine.source.DatabaseAddress;
import dev.firn.engine.source.SourceSettings;
import dev.firn.engine.source.TablePattern;
import dev.firn.schema.change.ColumnPolicies;
import dev.firn.schema.change.ColumnPolicy;
import dev.firn.schema.change.ColumnPolicy.Backfill;
import dev.firn.schema.change.ColumnPolicy.OnColumnDrop;
import dev.firn.schema.change.ColumnPolicy.OnIncompatibleChange;
import dev.firn.schema.layout.ColumnMask;
import dev.firn.schema.layout.OnUnrepresentableValue;
import dev.firn.schema.layout.TableMode;
import dev.firn.schema.layout.TableRules;
import dev.firn.schema.source.TableId;
import dev.firn.sink.catalog.DeleteKind;
import dev.firn.sink.catalog.LakeSettings;
import dev.firn.sink.catalog.OnForeignChange;
import dev.firn.sink.catalog.Partitioning;
import dev.firn.sink.maintenance.MaintenanceSettings;
import dev.firn.sink.maintenance.Resources;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

/** Every key's default, and every key's place in the records. */
class ConfigurationMappingTest {

    private static final String FULL = """
            pipeline: shop_eu
            source:
              type: mysql
              host: ${env:DB_HOST}
              port: 3307
              user: replicator
              password: "${env:DB_PASSWORD}"
              load-from: replica.internal
              tls: verify-full
              properties: { connectTimeout: 5000 }
              connections: 8
              load: { rows-per-second: 50000, bytes-per-second: 20MB }
              heartbeat: 3s
            tables:
              include: [ "shop.*", "crm.customers" ]
              exclude: [ "shop.audit_*" ]
              follow: columns
              on-table-rename: stop
              on-column-drop: keep
              on-incompatible-change: stop-table
              backfill: never
              on-foreign-change: stop-table
              overrides:
                - table: crm.customers
                  mode: changelog
                  key: [ tenant, id ]
                  exclude-columns: [ ssn ]
                  mask-columns: { email: hmac-sha256, phone: redact, birthday: null }
                  on-unrepresentable-value: null
                  column-types: { amount: "decimal(38, 10)", code: string, ratio: double, count: long }
                  partition-by: [ "bucket(16, id)" ]
                  follow: none
                  on-incompatible-change: resync
                  on-foreign-change: accept-rows
                  deletes: equality
                  backfill: always
            mask-secret: ${env:FIRN_MASK_SECRET}
            sink:
              catalog:
                type: glue
                warehouse: s3://lake/shop
                region: eu-central-1
                properties: { s3.sse.type: kms }
              assume-role: { arn: "arn:aws:iam::123456789012:role/lake", external-id: x1, region: eu-west-1 }
              namespace: shop_raw
              table-name: "{schema}_{table}"
              format-version: 3
              commit-interval: 1m30s
              allow-short-commit-interval: true
              target-file-size: 64MB
              table-properties: { write.parquet.compression-level: 5 }
              deletes: resolved
              resolve-budget: 512MB
              readers: [ spark, trino, spark ]
            memory: { buffer: 200MB }
            http: { enabled: false, host: 0.0.0.0, port: 9000, token: a-long-random-text }
            """;

    @Test
    void defaults() {
        Configuration configuration = Parsing.parse(Parsing.MINIMAL);

        assertThat(configuration.pipeline()).isEqualTo("shop");
        assertThat(configuration.maskSecret()).isNull();
        SourceSection source = configuration.source();
        assertThat(source.port()).isEqualTo(5432);
        assertThat(source.loadFrom()).isEmpty();
        assertThat(source.tls()).isEqualTo(Tls.PREFER);
        assertThat(source.properties()).isEmpty();
        assertThat(source.connections()).isEqualTo(4);
        assertThat(source.load().limit()).isEqualTo(ReadLimit.NONE);
        assertThat(source.heartbeat()).isEqualTo(Duration.ofSeconds(10));
        TablesSection tables = configuration.tables();
        assertThat(tables.exclude()).isEmpty();
        assertThat(tables.follow()).isEqualTo(Follow.TABLES_AND_COLUMNS);
        assertThat(tables.onTableRename()).isEqualTo(OnRename.FOLLOW);
        assertThat(tables.columnPolicies()).isEqualTo(ColumnPolicies.all(ColumnPolicy.DEFAULT));
        assertThat(configuration.tablePolicy().newTables()).isEqualTo(NewTables.FOLLOW);
        assertThat(configuration.tablePolicy().lookEvery()).isEqualTo(Duration.ofSeconds(30));
        assertThat(tables.onForeignChange()).isEqualTo(OnForeignChange.RESYNC);
        assertThat(tables.overrides()).isEmpty();
        SinkSection sink = configuration.sink();
        assertThat(sink.catalog()).isEqualTo(new Glue("s3://lake/shop", "", Map.of()));
        assertThat(sink.assumeRole()).isNull();
        assertThat(sink.tableName()).isEqualTo(SinkSection.DEFAULT_TABLE_NAME);
        assertThat(sink.deletes()).isEqualTo(DeleteKind.EQUALITY);
        assertThat(sink.resolveBudget()).isEqualTo(SinkSection.DEFAULT_RESOLVE_BUDGET);
        assertThat(sink.formatVersion()).isEqualTo(2);
        assertThat(sink.commitInterval()).isEqualTo(Duration.ofMinutes(5));
        assertThat(sink.targetFileSize()).isEqualTo(SinkSection.DEFAULT_TARGET_FILE_SIZE);
        assertThat(sink.tableProperties()).isEmpty();
        assertThat(sink.readers()).isEmpty();
        assertThat(configuration.maintenance())
                .isEqualTo(new MaintenanceSection(
                        true,
                        Duration.ofMinutes(10),
                        Duration.ofDays(90),
                        new Resources(1, Parsing.HEAP.bytes() / 100 * 8, 0),
                        MaintenanceSettings.DEFAULT,
                        Map.of()));
        assertThat(configuration.memory().buffer().bytes()).isEqualTo(Parsing.HEAP.bytes() / 100 * 30);
        assertThat(configuration.http()).isEqualTo(new HttpSection(true, "127.0.0.1", 8765, null));
    }

    @Test
    void defaultPortOfMysql() {
        String mysql = Parsing.MINIMAL.replace("postgres", "mysql").replace("  database: shop\n", "");
        assertThat(Parsing.parse(mysql).source().port()).isEqualTo(3306);
    }

    @Test
    void defaultsOfAnOverride() {
        Configuration configuration = Parsing.parse(Parsing.MINIMAL.replace(
                "include: [\"public.*\"]", "include: [\"public.*\"]\n  overrides: [{table: public.a}]"));
        assertThat(configuration.tables().overrides())
                .containsExactly(new TableOverride(
                        new TableId("public", "a"),
                        TableMode.UPSERT,
                        List.of(),
                        Set.of(),
                        Map.of(),
                        Map.of(),
                        OnUnrepresentableValue.STOP_TABLE,
                        OnForeignChange.RESYNC,
                        null,
                        Partitioning.NONE));
    }

    @Test
    void everyKeyArrives() {
        Configuration configuration = Parsing.parse(FULL);

        assertThat(configuration.pipeline()).isEqualTo("shop_eu");
        assertThat(configuration.maskSecret())
                .isNotNull()
                .satisfies(secret -> assertThat(secret.reveal()).isEqualTo("pepper"));
        SourceSection source = configuration.source();
        assertThat(source.type()).isEqualTo(SourceType.MYSQL);
        assertThat(source.host()).isEqualTo("db.from.env");
        assertThat(source.port()).isEqualTo(3307);
        assertThat(source.database()).isEmpty();
        assertThat(source.user()).isEqualTo("replicator");
        assertThat(source.password().reveal()).isEqualTo("hunter2");
        assertThat(source.tls()).isEqualTo(Tls.VERIFY_FULL);
        assertThat(source.connections()).isEqualTo(8);
        assertThat(source.load().limit()).isEqualTo(new ReadLimit(50_000, 20 << 20));
        assertThat(source.heartbeat()).isEqualTo(Duration.ofSeconds(3));
        TablesSection tables = configuration.tables();
        assertThat(tables.include()).containsExactly(new TablePattern("shop.*"), new TablePattern("crm.customers"));
        assertThat(tables.exclude()).containsExactly(new TablePattern("shop.audit_*"));
        assertThat(tables.follow()).isEqualTo(Follow.COLUMNS);
        assertThat(tables.onTableRename()).isEqualTo(OnRename.STOP);
        assertThat(tables.onForeignChange()).isEqualTo(OnForeignChange.STOP_TABLE);
        assertThat(tables.columnPolicies().byDefault().onColumnDrop()).isEqualTo(OnColumnDrop.KEEP);
        assertThat(configuration.tablePolicy().newTables()).isEqualTo(NewTables.ONLY_NAMED);
        assertThat(configuration.tablePolicy().onRename()).isEqualTo(OnRename.STOP);
        assertThat(configuration.tablePolicy().rules()).containsOnlyKeys(new TableId("crm", "customers"));
        assertThat(tables.override(new TableId("crm", "customers")))
                .contains(new TableOverride(
                        new TableId("crm", "customers"),
                        TableMode.CHANGELOG,
                        List.of("tenant", "id"),
                        Set.of("ssn"),
                        Map.of(
                                "email",
                                ColumnMask.HMAC_SHA256,
                                "phone",
                                ColumnMask.REDACT,
                                "birthday",
                                ColumnMask.NULL),
                        Map.of(
                                "amount",
                                Types.DecimalType.of(38, 10),
                                "code",
                                Types.StringType.get(),
                                "ratio",
                                Types.DoubleType.get(),
                                "count",
                                Types.LongType.get()),
                        OnUnrepresentableValue.NULL,
                        OnForeignChange.ACCEPT_ROWS,
                        DeleteKind.EQUALITY,
                        Partitioning.parse(List.of("bucket(16, id)"))));
        SinkSection sink = configuration.sink();
        assertThat(sink.catalog()).isInstanceOfSatisfying(Glue.class, glue -> {
            assertThat(glue.warehouse()).isEqualTo("s3://lake/shop");
            assertThat(glue.region()).isEqualTo("eu-central-1");
            assertThat(glue.properties()).containsOnlyKeys("s3.sse.type");
        });
        assertThat(sink.assumeRole())
                .isEqualTo(new AssumeRoleSection("arn:aws:iam::123456789012:role/lake", "x1", "eu-west-1"));
        assertThat(sink.namespace()).isEqualTo("shop_raw");
        assertThat(sink.tableName()).isEqualTo("{schema}_{table}");
        assertThat(sink.formatVersion()).isEqualTo(3);
        assertThat(sink.commitInterval()).isEqualTo(Duration.ofSeconds(90));
        assertThat(sink.targetFileSize()).isEqualTo(DataSize.megabytes(64));
        assertThat(sink.tableProperties()).containsExactly(Map.entry("write.parquet.compression-level", "5"));
        assertThat(sink.readers()).containsExactly(Engine.SPARK, Engine.TRINO);
        assertThat(sink.deletes()).isEqualTo(DeleteKind.RESOLVED);
        assertThat(sink.resolveBudget()).isEqualTo(DataSize.megabytes(512));
        assertThat(configuration.memory().buffer()).isEqualTo(DataSize.megabytes(200));
        HttpSection http = configuration.http();
        assertThat(http).isEqualTo(new HttpSection(false, "0.0.0.0", 9000, http.token()));
        assertThat(http.token())
                .isNotNull()
                .satisfies(token -> assertThat(token.reveal()).isEqualTo("a-long-random-text"));
        assertThat(http.toString()).doesNotContain("a-long-random-text");
    }

    @Test
    void whatIsNotSaidIsChosenForTheReaders() {
        assertThat(written("readers: [trino, spark]")).isEqualTo(WriteFormat.DEFAULT);
        assertThat(written("readers: [redshift]")).isEqualTo(WriteFormat.DEFAULT);
        assertThat(written("readers: [pyiceberg, trino]")).isEqualTo(new WriteFormat(DeleteKind.RESOLVED, 2));
        assertThat(written("readers: [athena, redshift]")).isEqualTo(new WriteFormat(DeleteKind.RESOLVED, 2));
        assertThat(written("readers: [spark, databricks]", "deletes: resolved"))
                .isEqualTo(new WriteFormat(DeleteKind.RESOLVED, 3));
        assertThat(written("readers: [spark, trino]", "format-version: 3"))
                .isEqualTo(new WriteFormat(DeleteKind.EQUALITY, 3));
        assertThat(written("deletes: resolved")).isEqualTo(new WriteFormat(DeleteKind.RESOLVED, 2));
    }

    private static WriteFormat written(String... keys) {
        SinkSection sink = Parsing.parse(
                        Parsing.MINIMAL.replace("namespace:", String.join("\n  ", keys) + "\n  namespace:"))
                .sink();
        return new WriteFormat(sink.deletes(), sink.formatVersion());
    }

    @Test
    void theOtherCatalogs() {
        assertThat(catalog("type: rest, uri: https://catalog")).isEqualTo(new Rest("https://catalog", "", Map.of()));
        assertThat(catalog("type: rest, uri: https://catalog, warehouse: w"))
                .isEqualTo(new Rest("https://catalog", "w", Map.of()));
        assertThat(catalog("type: jdbc, uri: 'jdbc:sqlite:/tmp/c.db', warehouse: w"))
                .isEqualTo(new Jdbc("jdbc:sqlite:/tmp/c.db", "", null, "w", Map.of()));
        assertThat(
                        catalog(
                                "type: jdbc, uri: 'jdbc:postgresql://c/i', user: u, password: '${env:DB_PASSWORD}', warehouse: w"))
                .isInstanceOfSatisfying(Jdbc.class, jdbc -> {
                    assertThat(jdbc.user()).isEqualTo("u");
                    assertThat(jdbc.password())
                            .isNotNull()
                            .satisfies(secret -> assertThat(secret.reveal()).isEqualTo("hunter2"));
                });
        assertThat(catalog("type: custom, catalog-impl: org.acme.Catalog"))
                .isEqualTo(new Custom("org.acme.Catalog", Map.of()));
    }

    private static CatalogSection catalog(String keys) {
        return Parsing.parse(Parsing.MINIMAL.replace("type: glue, warehouse: s3://lake/shop", keys))
                .sink()
                .catalog();
    }

    @Test
    void aShareOfTheHeap() {
        assertThat(Parsing.parse(Parsing.MINIMAL + "memory: { buffer: 50% }")
                        .memory()
                        .buffer()
                        .bytes())
                .isEqualTo(Parsing.HEAP.bytes() / 100 * 50);
    }

    @Test
    void withoutTlsAPasswordIsEncryptedByTheServersKey() {
        assertThat(Parsing.parse(FULL.replaceAll("tls: [a-z-]+", "tls: disable"))
                        .sourceSettings()
                        .address()
                        .properties())
                .containsEntry("sslMode", "DISABLED")
                .containsEntry("allowPublicKeyRetrieval", "true");
    }

    @Test
    void theEnginesSourceSettings() {
        SourceSettings settings = Parsing.parse(FULL).sourceSettings();

        assertThat(settings.pipeline()).isEqualTo("shop_eu");
        assertThat(settings.address().password()).isEqualTo("hunter2");
        assertThat(settings.address().properties())
                .containsExactlyInAnyOrderEntriesOf(Map.of("sslMode", "VERIFY_IDENTITY", "connectTimeout", "5000"));
        DatabaseAddress replica = settings.loadFrom().orElseThrow();
        assertThat(replica.host()).isEqualTo("replica.internal");
        assertThat(replica.port()).isEqualTo(3306);
        assertThat(replica.user()).isEqualTo(settings.address().user());
        assertThat(replica.password()).isEqualTo("hunter2");
        assertThat(replica.properties()).isEqualTo(settings.address().properties());
        assertThat(settings.connections()).isEqualTo(8);
        assertThat(settings.heartbeat()).isEqualTo(Duration.ofSeconds(3));
        assertThat(settings.selection().selects(new TableId("shop", "orders"))).isTrue();
        assertThat(settings.selection().selects(new TableId("shop", "audit_log")))
                .isFalse();
        assertThat(settings.selection().rules(new TableId("shop", "orders"))).isEqualTo(TableRules.DEFAULT);
        assertThat(settings.selection().rules(new TableId("crm", "customers")).mode())
                .isEqualTo(TableMode.CHANGELOG);
    }

    @Test
    void theSinksLakeSettings() {
        LakeSettings settings = Parsing.parse(FULL).lakeSettings();

        assertThat(settings.catalogProperties())
                .containsEntry("warehouse", "s3://lake/shop")
                .containsEntry("client.region", "eu-central-1")
                .containsEntry("client.assume-role.arn", "arn:aws:iam::123456789012:role/lake")
                .containsEntry("client.assume-role.external-id", "x1")
                .containsEntry("s3.sse.type", "kms");
        assertThat(settings.namespace()).isEqualTo("shop_raw");
        assertThat(settings.tableNames()).isEqualTo("{schema}_{table}");
        assertThat(settings.formatVersion()).isEqualTo(3);
        assertThat(settings.write().targetFileBytes())
                .isEqualTo(DataSize.megabytes(64).bytes());
        assertThat(settings.table(new TableId("crm", "customers")).partitioning())
                .isEqualTo(Partitioning.parse(List.of("bucket(16, id)")));
        assertThat(settings.table(new TableId("shop", "orders")).properties())
                .as("of a table without an override")
                .containsEntry("write.parquet.compression-level", "5");
        assertThat(settings.table(new TableId("shop", "orders")).deletes()).isEqualTo(DeleteKind.RESOLVED);
        assertThat(settings.table(new TableId("shop", "orders")).resolveBudgetBytes())
                .isEqualTo(512L << 20);
        assertThat(settings.table(new TableId("crm", "customers")).deletes()).isEqualTo(DeleteKind.EQUALITY);
        assertThat(settings.table(new TableId("crm", "customers")).properties())
                .containsEntry("write.parquet.compression-level", "5");
    }

    @Test
    void theEnginesColumnPolicies() {
        assertThat(Parsing.parse(Parsing.MINIMAL).tables().columnPolicies())
                .isEqualTo(ColumnPolicies.all(ColumnPolicy.DEFAULT));
        ColumnPolicies policies = Parsing.parse(FULL).tables().columnPolicies();
        assertThat(policies.of(new TableId("shop", "orders")))
                .isEqualTo(new ColumnPolicy(
                        ColumnPolicy.Follow.COLUMNS,
                        OnColumnDrop.KEEP,
                        OnIncompatibleChange.STOP_TABLE,
                        Backfill.NEVER));
        assertThat(policies.of(new TableId("crm", "customers")))
                .as("an override says what is different")
                .isEqualTo(new ColumnPolicy(
                        ColumnPolicy.Follow.NONE, OnColumnDrop.KEEP, OnIncompatibleChange.RESYNC, Backfill.ALWAYS));
    }
}
