package dev.firn.app.config;

import dev.firn.app.readers.WriteFormat;
import dev.firn.engine.decode.Masking;
import dev.firn.engine.pipeline.TablePolicy;
import dev.firn.engine.source.SourceSettings;
import dev.firn.schema.layout.ColumnMask;
import dev.firn.schema.layout.FormatVersions;
import dev.firn.schema.layout.TableMode;
import dev.firn.sink.catalog.DeleteKind;
import dev.firn.sink.catalog.LakeSettings;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A whole file.
 *
 * @param pipeline names the slot, the publication, the server id and the checkpoint table
 * @param source the database to read
 * @param tables what is replicated, and how
 * @param maskSecret the key of {@code hmac-sha256} masks; null where no table has one
 * @param sink where to
 * @param maintenance how tables are kept fast
 * @param memory what the process may hold
 * @param http where it can be asked how it is
 */
public record Configuration(
        String pipeline,
        SourceSection source,
        TablesSection tables,
        @Nullable Secret maskSecret,
        SinkSection sink,
        MaintenanceSection maintenance,
        MemorySection memory,
        HttpSection http) {

    /** PostgreSQL allows slot names of these characters only, and 63 of them, {@code firn_} included. */
    private static final String PIPELINE_NAME = "[a-z0-9_]{1,50}";

    /** A look for new tables is a query of the catalog, a heartbeat a record in the log: neither costs much, both wake an idle database. */
    private static final int HEARTBEATS_BETWEEN_LOOKS = 3;

    static Configuration read(Section section, DataSize heap) {
        String pipeline = readPipeline(section.entry("pipeline"));
        SourceSection source = SourceSection.read(section.entry("source").section());
        TablesSection tables = TablesSection.read(section.entry("tables").section());
        Secret maskSecret = readMaskSecret(section.entry("mask-secret"), tables);
        Section sinkSection = section.entry("sink").section();
        SinkSection sink = SinkSection.read(sinkSection);
        refuseTypesOfAnotherFormat(sinkSection.entry("format-version"), sink, tables);
        refuseDeletesThatReadersCannotRead(section.entry("tables").section().entry("overrides"), sink, tables);
        Configuration configuration = new Configuration(
                pipeline,
                source,
                tables,
                maskSecret,
                sink,
                MaintenanceSection.read(section.entry("maintenance").section(), heap, sink),
                MemorySection.read(section.entry("memory").section(), heap),
                HttpSection.read(section.entry("http").section()));
        section.refuseUnknownKeys();
        return configuration;
    }

    private static String readPipeline(Entry entry) {
        String pipeline = entry.text();
        if (entry.isPresent() && !pipeline.matches(PIPELINE_NAME)) {
            entry.refuse("'" + pipeline
                    + "' is not allowed; use 1 to 50 of a-z, 0-9 and _ (it names a replication slot and a table)");
        }
        return pipeline;
    }

    private static @Nullable Secret readMaskSecret(Entry entry, TablesSection tables) {
        if (entry.isPresent()) {
            return entry.secret();
        }
        Optional<TableOverride> needing = tables.overrides().stream()
                .filter(override -> override.maskColumns().containsValue(ColumnMask.HMAC_SHA256))
                .findFirst();
        needing.ifPresent(override -> entry.refuse("is missing; " + override.table()
                + " masks by hmac-sha256, which needs a secret, such as ${env:FIRN_MASK_SECRET}"));
        return null;
    }

    private static void refuseTypesOfAnotherFormat(Entry entry, SinkSection sink, TablesSection tables) {
        for (TableOverride override : tables.overrides()) {
            override.columnTypes().forEach((column, type) -> {
                int needed = FormatVersions.needed(type);
                if (needed > sink.formatVersion()) {
                    entry.refuse("is " + sink.formatVersion() + ", but the override of " + override.table()
                            + " makes column "
                            + column + " " + type + ", which Iceberg has from format version " + needed
                            + " on; set it to "
                            + needed + ", or take " + column + " out of column-types");
                }
            });
        }
    }

    /** An override may say otherwise than what was chosen for the readers. */
    private static void refuseDeletesThatReadersCannotRead(Entry entry, SinkSection sink, TablesSection tables) {
        for (TableOverride override : tables.overrides()) {
            DeleteKind deletes = override.deletes();
            if (deletes != null && deletes != sink.deletes() && override.mode() == TableMode.UPSERT) {
                new WriteFormat(deletes, sink.formatVersion())
                        .refusals(sink.readers())
                        .forEach(refusal -> entry.refuse("of " + override.table() + " sets deletes to "
                                + deletes.name().toLowerCase(Locale.ROOT) + ", and of sink.readers " + refusal));
            }
        }
    }

    /** What the source is opened with; fetches and reveals its secrets. */
    public SourceSettings sourceSettings() {
        // Without a secret there is no mask that uses it, but the type asks for one.
        String secret = maskSecret == null ? "none" : maskSecret.reveal();
        return new SourceSettings(
                pipeline,
                source.address(),
                source.loadFromAddress(),
                tables.selection(),
                new Masking(secret.getBytes(StandardCharsets.UTF_8)),
                source.connections(),
                source.heartbeat());
    }

    /** What becomes of tables that come, go or change; fetches and reveals the secret of the masks. */
    public TablePolicy tablePolicy() {
        return tables.tablePolicy(maskSecret, source.heartbeat().multipliedBy(HEARTBEATS_BETWEEN_LOOKS));
    }

    /** What the lake is opened with; fetches and reveals its secrets. */
    public LakeSettings lakeSettings() {
        return sink.settings(tables);
    }
}
