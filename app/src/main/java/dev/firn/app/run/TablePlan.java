package dev.firn.app.run;

import dev.firn.app.config.Configuration;
import dev.firn.app.config.TableOverride;
import dev.firn.app.config.TablesSection;
import dev.firn.app.readers.Feature;
import dev.firn.app.readers.ReaderCheck;
import dev.firn.app.readers.TableFeatures;
import dev.firn.engine.source.SourceCatalog;
import dev.firn.engine.source.SourceCatalog.Refusal;
import dev.firn.engine.source.SourceDatabase;
import dev.firn.engine.source.TableSelection;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.layout.TableMode;
import dev.firn.schema.mapping.LayoutResult;
import dev.firn.schema.mapping.Layouts;
import dev.firn.schema.source.SourceTable;
import dev.firn.schema.source.TableId;
import dev.firn.sink.catalog.Partitioning;
import dev.firn.sink.catalog.TableNames;
import dev.firn.sink.catalog.TableNames.Collision;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a configuration would replicate from the source as it is now.
 *
 * @param planned the tables that would be replicated
 * @param refused the selected tables that would not be
 */
public record TablePlan(List<Planned> planned, List<Refused> refused) {

    public TablePlan {
        planned = List.copyOf(planned);
        refused = List.copyOf(refused);
    }

    /**
     * A table that would be replicated.
     *
     * @param layout its columns, key and mode
     * @param lakeName its Iceberg name, with the namespace
     * @param estimatedRows about how many rows it has
     * @param features what its readers must read
     * @param notes what the user may not expect
     */
    public record Planned(
            TableLayout layout,
            String lakeName,
            OptionalLong estimatedRows,
            Set<Feature> features,
            List<String> notes) {
        public Planned {
            features = Set.copyOf(features);
            notes = List.copyOf(notes);
        }
    }

    /**
     * A selected table that cannot be replicated.
     *
     * @param problems why, each with what to do
     */
    public record Refused(TableId table, List<String> problems) {
        public Refused {
            problems = List.copyOf(problems);
        }
    }

    /** Reads the source's catalog. */
    public static TablePlan of(Configuration configuration) {
        try (SourceDatabase source = Sources.open(configuration);
                SourceCatalog catalog = source.catalog()) {
            return of(configuration, source, catalog);
        }
    }

    private static TablePlan of(Configuration configuration, SourceDatabase source, SourceCatalog catalog) {
        TableSelection selection = configuration.tables().selection();
        TableNames names = names(configuration);
        List<SourceTable> tables = catalog.tables();
        Map<TableId, Refusal> refusals = catalog.refusals();
        List<Planned> planned = new ArrayList<>();
        List<Refused> refused = new ArrayList<>();
        Set<TableId> existing = new HashSet<>();
        for (SourceTable table : tables) {
            existing.add(table.id());
            Refusal refusal = refusals.get(table.id());
            if (refusal != null) {
                refused.add(new Refused(table.id(), List.of(refusal.reason() + " " + refusal.remedy())));
                continue;
            }
            LayoutResult result = Layouts.of(table, selection.rules(table.id()), source.types());
            if (result instanceof LayoutResult.Replicable replicable) {
                planned.add(plan(configuration, replicable.layout(), names, source));
            } else if (result instanceof LayoutResult.Refused problems) {
                refused.add(new Refused(table.id(), problems.problems()));
            }
        }
        for (Collision collision : names.collisions(existing)) {
            collision.sources().forEach(table -> refused.add(new Refused(table, List.of(collision.message()))));
            planned.removeIf(
                    table -> collision.sources().contains(table.layout().table()));
        }
        configuration.tables().overrides().stream()
                .filter(override -> !existing.contains(override.table()))
                .forEach(
                        override -> refused.add(
                                new Refused(
                                        override.table(),
                                        List.of(
                                                "tables.overrides names it, but the source has no such table (case counts); mend the name or remove it"))));
        return new TablePlan(planned, refused);
    }

    private static Planned plan(
            Configuration configuration, TableLayout layout, TableNames names, SourceDatabase source) {
        TablesSection tables = configuration.tables();
        TableSelection selection = tables.selection();
        List<String> notes = new ArrayList<>();
        Set<Feature> features = TableFeatures.of(
                layout,
                tables.override(layout.table()).map(TableOverride::partitionBy).orElse(Partitioning.NONE),
                tables.columnPolicies().of(layout.table()),
                configuration.sink().deletesOf(layout.table(), tables),
                configuration.sink().formatVersion());
        notes.addAll(ReaderCheck.notes(configuration.sink().readers(), features));
        if (layout.mode() == TableMode.CHANGELOG
                && selection.rules(layout.table()).mode() == TableMode.UPSERT) {
            notes.add(
                    "has no key, so every change becomes a row of its own (changelog); give it a primary key, or name one by key:");
        }
        return new Planned(
                layout,
                names.of(layout.table()).toString(),
                source.reader().estimatedRows(layout.table()),
                features,
                notes);
    }

    static TableNames names(Configuration configuration) {
        return new TableNames(
                configuration.sink().namespace(), configuration.sink().tableName(), configuration.pipeline());
    }
}
