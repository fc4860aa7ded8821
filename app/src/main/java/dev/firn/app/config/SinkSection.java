package dev.firn.app.config;

import dev.firn.app.readers.Engine;
import dev.firn.app.readers.WriteFormat;
import dev.firn.schema.source.TableId;
import dev.firn.sink.catalog.DeleteKind;
import dev.firn.sink.catalog.LakeSettings;
import dev.firn.sink.catalog.Partitioning;
import dev.firn.sink.catalog.TableNames;
import dev.firn.sink.catalog.TableSettings;
import dev.firn.sink.catalog.WriteSettings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code sink}: where tables are replicated to, and how often.
 *
 * @param catalog the Iceberg catalog
 * @param assumeRole a role to reach catalog and store with; null to use the process's own credentials
 * @param namespace the namespace (in Glue: the database) that the tables stand in
 * @param tableName how a table is named after its source: {@code {schema}} and {@code {table}} are replaced
 * @param formatVersion Iceberg's format version of tables that Firn creates
 * @param deletes how the delete files of tables say which rows are gone
 * @param resolveBudget how much of a table may be read at a checkpoint to look up deleted rows
 * @param commitInterval how often a checkpoint is taken
 * @param targetFileSize how large a data file grows before the next one begins
 * @param tableProperties Iceberg's table properties of tables that Firn creates
 * @param readers the engines that are to read the tables; empty if nobody said
 */
public record SinkSection(
        CatalogSection catalog,
        @Nullable AssumeRoleSection assumeRole,
        String namespace,
        String tableName,
        int formatVersion,
        DeleteKind deletes,
        DataSize resolveBudget,
        Duration commitInterval,
        DataSize targetFileSize,
        Map<String, String> tableProperties,
        List<Engine> readers) {

    public static final String DEFAULT_TABLE_NAME = TableNames.DEFAULT_TEMPLATE;
    public static final int DEFAULT_FORMAT_VERSION = 2;
    public static final Duration DEFAULT_COMMIT_INTERVAL = Duration.ofMinutes(5);
    public static final DataSize DEFAULT_TARGET_FILE_SIZE = new DataSize(WriteSettings.DEFAULT.targetFileBytes());

    /** Below it, snapshots and small files cost readers more than fresh rows give them, unless the user wants it so. */
    public static final Duration LEAST_COMMIT_INTERVAL = Duration.ofMinutes(5);

    public static final DataSize DEFAULT_RESOLVE_BUDGET = new DataSize(TableSettings.DEFAULT_RESOLVE_BUDGET_BYTES);
    private static final DataSize LEAST_RESOLVE_BUDGET = DataSize.megabytes(16);

    private static final Duration LEAST_SHORT_COMMIT_INTERVAL = Duration.ofMillis(100);
    private static final DataSize LEAST_TARGET_FILE_SIZE = DataSize.megabytes(1);

    public SinkSection {
        tableProperties = Map.copyOf(tableProperties);
        readers = List.copyOf(readers);
    }

    static SinkSection read(Section section) {
        Entry role = section.entry("assume-role");
        List<Engine> readers = section.entry("readers").elements().stream()
                .map(reader -> reader.choice(Engine.class))
                .distinct()
                .toList();
        WriteFormat format = readFormat(section, readers);
        SinkSection sink = new SinkSection(
                CatalogSection.read(section.entry("catalog").section()),
                role.isPresent() ? AssumeRoleSection.read(role.section()) : null,
                section.entry("namespace").text(),
                readTableName(section.entry("table-name")),
                format.formatVersion(),
                format.deletes(),
                readResolveBudget(section.entry("resolve-budget")),
                readCommitInterval(section),
                readTargetFileSize(section.entry("target-file-size")),
                section.entry("table-properties").section().texts(),
                readers);
        section.refuseUnknownKeys();
        return sink;
    }

    /** What is not said is chosen for the readers. */
    private static WriteFormat readFormat(Section section, List<Engine> readers) {
        Entry kind = section.entry("deletes");
        Entry version = section.entry("format-version");
        DeleteKind deletes = kind.isPresent() ? kind.choice(DeleteKind.class, WriteFormat.DEFAULT.deletes()) : null;
        Integer formatVersion = version.isPresent() ? version.integer(DEFAULT_FORMAT_VERSION, 2, 3) : null;
        Optional<WriteFormat> chosen = WriteFormat.of(readers, deletes, formatVersion);
        if (chosen.isEmpty()) {
            section.entry("readers")
                    .refuse(
                            "cannot all read what is written"
                                    + (deletes == null && formatVersion == null
                                            ? ", whatever deletes and format-version are"
                                            : "")
                                    + ": " + WriteFormat.whyNone(readers, deletes, formatVersion)
                                    + "; "
                                    + (deletes == null && formatVersion == null
                                            ? ""
                                            : "take deletes and format-version out, which then are chosen for the readers, or ")
                                    + "leave out a reader that is to read the tables only after another engine has compacted them");
        }
        return chosen.orElse(WriteFormat.DEFAULT);
    }

    private static DataSize readResolveBudget(Entry entry) {
        DataSize budget = entry.size(DEFAULT_RESOLVE_BUDGET);
        if (budget.bytes() < LEAST_RESOLVE_BUDGET.bytes()) {
            entry.refuse("must be at least " + LEAST_RESOLVE_BUDGET);
        }
        return budget;
    }

    /** How the delete files of a table say which rows are gone. */
    public DeleteKind deletesOf(TableId table, TablesSection tables) {
        return tables.override(table)
                .map(override -> override.deletes() == null ? deletes : override.deletes())
                .orElse(deletes);
    }

    private static String readTableName(Entry entry) {
        String template = entry.text(DEFAULT_TABLE_NAME);
        if (!template.contains("{table}")) {
            entry.refuse("'" + template + "' would give every table the same name; write {table} in it");
        }
        String rest = template.replace("{table}", "").replace("{schema}", "");
        if (rest.contains("{") || rest.contains("}")) {
            entry.refuse("'" + template + "' has a placeholder that is neither {schema} nor {table}");
        }
        return template;
    }

    private static Duration readCommitInterval(Section section) {
        Entry entry = section.entry("commit-interval");
        Duration interval = entry.duration(DEFAULT_COMMIT_INTERVAL);
        boolean shortAllowed = section.entry("allow-short-commit-interval").yesOrNo(false);
        if (interval.compareTo(LEAST_SHORT_COMMIT_INTERVAL) < 0) {
            entry.refuse("must be at least " + Durations.format(LEAST_SHORT_COMMIT_INTERVAL));
        } else if (interval.compareTo(LEAST_COMMIT_INTERVAL) < 0 && !shortAllowed) {
            entry.refuse(
                    "is " + Durations.format(interval) + ", below the minimum of "
                            + Durations.format(LEAST_COMMIT_INTERVAL)
                            + ": every commit adds a snapshot and small files; set allow-short-commit-interval: true beside it if you want that");
        }
        return interval;
    }

    private static DataSize readTargetFileSize(Entry entry) {
        DataSize size = entry.size(DEFAULT_TARGET_FILE_SIZE);
        if (size.bytes() < LEAST_TARGET_FILE_SIZE.bytes()) {
            entry.refuse("must be at least " + LEAST_TARGET_FILE_SIZE);
        }
        return size;
    }

    /** The lake as the sink takes it, with what single tables differ in; fetches and reveals its secrets. */
    LakeSettings settings(TablesSection tables) {
        Map<TableId, TableSettings> differing = new LinkedHashMap<>();
        tables.overrides()
                .forEach(override -> differing.put(
                        override.table(),
                        new TableSettings(
                                override.partitionBy(),
                                tableProperties,
                                override.onForeignChange(),
                                deletesOf(override.table(), tables),
                                resolveBudget.bytes())));
        WriteSettings defaults = WriteSettings.DEFAULT;
        return new LakeSettings(
                catalog.settings(),
                assumeRole == null ? null : assumeRole.settings(),
                namespace,
                tableName,
                formatVersion,
                new WriteSettings(
                        targetFileSize.bytes(),
                        defaults.rowGroupBytes(),
                        defaults.openPartitions(),
                        defaults.clusterBytes()),
                differing,
                new TableSettings(
                        Partitioning.NONE, tableProperties, tables.onForeignChange(), deletes, resolveBudget.bytes()));
    }
}
