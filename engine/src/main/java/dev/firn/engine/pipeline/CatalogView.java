package dev.firn.engine.pipeline;

import dev.firn.engine.load.LayoutCheck;
import dev.firn.engine.source.SourceDatabase;
import dev.firn.engine.work.Job;
import dev.firn.schema.mapping.LayoutResult;
import dev.firn.schema.source.SourceTable;
import dev.firn.schema.source.TableId;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Reads which tables the source has and what layout each gets. */
final class CatalogView implements Job<Map<TableId, LayoutResult>> {

    private final SourceDatabase source;
    private final LayoutCheck check;
    private final Consumer<Map<TableId, LayoutResult>> seen;
    private final Consumer<FailurePolicy.Verdict> ended;

    CatalogView(
            SourceDatabase source,
            LayoutCheck check,
            Consumer<Map<TableId, LayoutResult>> seen,
            Consumer<FailurePolicy.Verdict> ended) {
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
    public Map<TableId, LayoutResult> perform() {
        Map<TableId, LayoutResult> layouts = new TreeMap<>();
        for (SourceTable table : source.catalog().tables()) {
            layouts.put(table.id(), check.layoutOf(table));
        }
        return layouts;
    }

    @Override
    public void done(Map<TableId, LayoutResult> layouts) {
        seen.accept(layouts);
    }

    @Override
    public void gaveUp(Throwable failure) {
        ended.accept(FailurePolicy.ofRun(failure));
    }
}
