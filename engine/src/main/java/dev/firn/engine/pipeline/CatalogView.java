package dev.firn.engine.pipeline;

import dev.firn.engine.event.SourcePosition;
import dev.firn.engine.load.LayoutCheck;
import dev.firn.engine.source.Finding;
import dev.firn.engine.source.SourceCatalog.Refusal;
import dev.firn.engine.source.SourceDatabase;
import dev.firn.engine.source.TableIdentity;
import dev.firn.engine.work.Job;
import dev.firn.schema.mapping.LayoutResult;
import dev.firn.schema.source.SourceTable;
import dev.firn.schema.source.TableDefinition;
import dev.firn.schema.source.TableId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads which tables the source has and what layout each gets. */
final class CatalogView implements Job<CatalogView.Present> {

    /**
     * What the source had at one moment.
     *
     * @param layouts what each selected table that its log can deliver would become
     * @param definitions what it says of them beside
     * @param refusals the other selected tables, and why
     * @param identities all tables; null if the log itself tells which come, go or are renamed
     * @param warnings what the log does not tell of them
     * @param position a place in the log behind that moment: when the stream has passed it, it has told all that led there
     */
    record Present(
            Map<TableId, LayoutResult> layouts,
            Map<TableId, TableDefinition> definitions,
            Map<TableId, Refusal> refusals,
            @Nullable Map<TableId, TableIdentity> identities,
            Map<TableId, List<Finding>> warnings,
            SourcePosition position) {

        /** Reads it, without any lock. */
        static Present read(SourceDatabase source, LayoutCheck check) {
            // First, so that a table which is made anew meanwhile is known by its former self, and the next look finds
            // it.
            Map<TableId, TableIdentity> identities =
                    source.catalog().identities().orElse(null);
            Map<TableId, Refusal> refusals = source.catalog().refusals();
            Map<TableId, LayoutResult> layouts = new TreeMap<>();
            Map<TableId, TableDefinition> definitions = new HashMap<>();
            for (SourceTable table : source.catalog().tables()) {
                if (!refusals.containsKey(table.id())) {
                    layouts.put(table.id(), check.layoutOf(table));
                    definitions.put(table.id(), check.definitionOf(table));
                }
            }
            return new Present(
                    layouts,
                    definitions,
                    refusals,
                    identities,
                    source.catalog().warnings(),
                    source.reader().currentPosition());
        }

        /**
         * Reads it, and then makes the log carry the changes of all tables that are followed. So when the stream has passed the position, it has
         * told all of whatever had the tables' names before; and a load that begins then reads its first row after its changes are carried.
         */
        static Present readAndCover(SourceDatabase source, LayoutCheck check) {
            Present present = read(source, check);
            source.coverTables();
            return source.catalog().identities().map(present::coveredAs).orElse(present);
        }

        /** The same, each table with the coverage that it has later, if it still is the same table. */
        Present coveredAs(Map<TableId, TableIdentity> later) {
            Map<TableId, TableIdentity> known = identities;
            if (known == null) {
                return this;
            }
            Map<TableId, TableIdentity> covered = new HashMap<>(known);
            later.forEach((table, identity) -> covered.computeIfPresent(
                    table, (id, seen) -> seen.isSameTable(identity) ? seen.coveredAs(identity) : seen));
            return new Present(layouts, definitions, refusals, covered, warnings, position);
        }

        /** Whether the source has the table; of a table that it cannot deliver too. */
        boolean has(TableId table) {
            return layouts.containsKey(table) || refusals.containsKey(table);
        }

        @Nullable
        TableIdentity identity(TableId table) {
            return identities == null ? null : identities.get(table);
        }
    }

    private final SourceDatabase source;
    private final LayoutCheck check;
    private final Consumer<Present> seen;
    private final Consumer<FailurePolicy.Verdict> ended;

    CatalogView(
            SourceDatabase source, LayoutCheck check, Consumer<Present> seen, Consumer<FailurePolicy.Verdict> ended) {
        this.source = source;
        this.check = check;
        this.seen = seen;
        this.ended = ended;
    }

    @Override
    public String what() {
        return "read the source's catalog";
    }

    @Override
    public Present perform() {
        source.requireReplicable();
        return Present.read(source, check);
    }

    @Override
    public void done(Present present) {
        seen.accept(present);
    }

    @Override
    public void gaveUp(Throwable failure) {
        ended.accept(FailurePolicy.ofRun(failure));
    }
}
