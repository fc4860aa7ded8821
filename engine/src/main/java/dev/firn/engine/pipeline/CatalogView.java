package dev.firn.engine.pipeline;

import dev.firn.engine.load.LayoutCheck;
import dev.firn.engine.source.SourceCatalog.Refusal;
import dev.firn.engine.source.SourceDatabase;
import dev.firn.engine.work.Job;
import dev.firn.schema.mapping.LayoutResult;
import dev.firn.schema.source.SourceTable;
import dev.firn.schema.source.TableId;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Reads which tables the source has and what layout each gets. */
final class CatalogView implements Job<CatalogView.Present> {

    /**
     * What the source has.
     *
     * @param layouts what each table that its log can deliver would become
     * @param refusals the other tables, and why
     */
    record Present(Map<TableId, LayoutResult> layouts, Map<TableId, Refusal> refusals) {}

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
        Map<TableId, LayoutResult> layouts = new TreeMap<>();
        Map<TableId, Refusal> refusals = source.catalog().refusals();
        for (SourceTable table : source.catalog().tables()) {
            if (!refusals.containsKey(table.id())) {
                layouts.put(table.id(), check.layoutOf(table));
            }
        }
        return new Present(layouts, refusals);
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
