package dev.firn.engine.pipeline;

import dev.firn.engine.load.LayoutCheck;
import dev.firn.engine.pipeline.CatalogView.Present;
import dev.firn.engine.source.SourceDatabase;
import dev.firn.engine.source.TableIdentity;
import dev.firn.engine.work.Job;
import dev.firn.schema.source.TableId;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** A look at the source's catalog while its log is streamed: one query, and only if that tells news everything else. */
final class CatalogLook implements Job<Optional<Present>> {

    private final SourceDatabase source;
    private final LayoutCheck check;
    private final Predicate<Map<TableId, TableIdentity>> isNews;
    private final Listener listener;

    /** Who looks. Under the run's lock. */
    interface Listener {

        /** What is there; empty if nothing is new. */
        void seen(Optional<Present> present);

        void failed(Throwable failure);
    }

    CatalogLook(
            SourceDatabase source,
            LayoutCheck check,
            Predicate<Map<TableId, TableIdentity>> isNews,
            Listener listener) {
        this.source = source;
        this.check = check;
        this.isNews = isNews;
        this.listener = listener;
    }

    @Override
    public String what() {
        return "look for new tables in the source's catalog";
    }

    @Override
    public Optional<Present> perform() {
        Optional<Map<TableId, TableIdentity>> identities = source.catalog().identities();
        if (identities.isEmpty() || !isNews.test(identities.get())) {
            return Optional.empty();
        }
        return Optional.of(Present.readAndCover(source, check));
    }

    @Override
    public void done(Optional<Present> present) {
        listener.seen(present);
    }

    @Override
    public void gaveUp(Throwable failure) {
        listener.failed(failure);
    }
}
