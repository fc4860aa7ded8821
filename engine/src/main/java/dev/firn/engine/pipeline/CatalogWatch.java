package dev.firn.engine.pipeline;

import dev.firn.engine.event.SourceMark;
import dev.firn.engine.pipeline.CatalogView.Present;
import dev.firn.engine.source.TableIdentity;
import dev.firn.engine.work.Monitor;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.mapping.LayoutResult;
import dev.firn.schema.source.TableId;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the source's catalog now and then where the log does not tell which tables come, go or are renamed; and applies what was seen
 * when the stream has passed that moment, so that the last change of a table that went away is replicated, and no change of it
 * is taken for one of a table that has its name now. Under the run's lock.
 */
final class CatalogWatch implements CatalogLook.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(CatalogWatch.class);

    /** A table that cannot be replicated may have been mended; to find that out takes more than the one query. */
    private static final int LOOKS_BETWEEN_THOROUGH_ONES = 4;

    private final RunContext run;
    private final Monitor monitor;
    private final CatalogComparison comparison;
    private final Replicas replicas;
    private final Runnable applied;

    /** Names that a followed table was given, and of which the log has not told more yet. */
    private final Set<TableId> renamed = new HashSet<>();

    /** Names that no known table has, under which the log told changes since the last look began, with the columns that it showed. */
    private final Map<TableId, Set<String>> strangers = new HashMap<>();

    /** Those that the last look is to find. */
    private Map<TableId, Set<String>> sought = Map.of();

    private boolean logTells = true;
    private @Nullable Present unapplied;
    private Consumer<Present> application;
    private boolean looking;
    private boolean lookAgain;
    private int looks;

    CatalogWatch(RunContext run, Monitor monitor, Replicas replicas, Runnable applied) {
        this.run = run;
        this.monitor = monitor;
        this.comparison = new CatalogComparison(run, replicas);
        this.replicas = replicas;
        this.applied = applied;
        this.application = comparison::afterTheStart;
    }

    /** What the catalog had before the first stream of the pipeline: it tells which tables there are. */
    void startsWith(Present present) {
        comparison.first(present);
        logTells = present.identities() == null;
    }

    /** What the catalog had before the stream went on from a checkpoint. */
    void goesOnWith(Present present) {
        comparison.beforeTheStream(present);
        logTells = present.identities() == null;
        unapplied = present;
    }

    /**
     * The log carries the changes of these tables since the catalog was read: what is loaded for what it says reads its first row later, and need not be
     * loaded again for having been carried late.
     */
    void covered(Map<TableId, TableIdentity> identities) {
        if (unapplied != null) {
            unapplied = unapplied.coveredAs(identities);
        }
    }

    /** The stream is open, and the pipeline is this process's own. */
    void begin() {
        if (unapplied == null) {
            next();
        }
    }

    /** The log has rows of a table that is not known; returns whether a load to come will have them. */
    boolean announced(TableLayout layout) {
        if (!replicas.follows(layout.table()) && !renamed.contains(layout.table())) {
            return false;
        }
        if (logTells) {
            LayoutResult result = new LayoutResult.Replicable(layout);
            if (renamed.remove(layout.table())) {
                replicas.appearedByName(layout.table(), result, null);
            } else {
                replicas.appeared(layout.table(), result, null);
            }
            replicas.tell(layout.table());
            return replicas.get(layout.table()) != null;
        }
        seek(layout.table(), CatalogComparison.columns(layout));
        return true;
    }

    /** The log has rows of a table that is gone. */
    void reappeared(Replica replica, TableLayout layout) {
        if (!logTells) {
            seek(layout.table(), CatalogComparison.columns(layout));
        } else if (renamed.remove(replica.table()) && replicas.withholdsRenamed()) {
            replica.stop(Replicas.RENAMED, Replicas.renamedRemedy(replica.table()));
        } else {
            replica.load(layout, "it was created again", null, Duration.ZERO);
        }
    }

    /** The log says that a table has another name. */
    void renamed(TableId table, TableId to) {
        Replica replaced = replicas.get(to);
        if (replaced != null) {
            // It lost its name in the same statement, to one that no table has any more.
            replicas.dropped(replaced);
        }
        Replica known = replicas.get(table);
        replicas.tell(table);
        if (known != null) {
            replicas.renamed(known, to);
            renamed.add(to);
        }
    }

    /** The catalog is asked now which table has the name. */
    void seek(TableId stranger, Set<String> columns) {
        if (!logTells) {
            strangers.putIfAbsent(stranger, columns);
            lookNow();
        }
    }

    private void lookNow() {
        if (looking || unapplied != null) {
            lookAgain = true;
        } else {
            look();
        }
    }

    /** The stream is at a boundary. */
    void reached(SourceMark mark) {
        Present seen = unapplied;
        if (seen != null && mark.position().reached(seen.position())) {
            unapplied = null;
            application.accept(seen);
            application = comparison::later;
            comparison.notFound(sought, seen);
            sought = Map.of();
            applied.run();
            next();
        }
    }

    private void next() {
        if (logTells) {
            return;
        }
        if (lookAgain || looks == 0) {
            look();
        } else {
            rest(looks);
        }
    }

    /** Until the next look is due, unless another comes first. */
    private void rest(int looksSoFar) {
        monitor.after(run.settings().tables().lookEvery(), () -> {
            if (looks == looksSoFar) {
                look();
            }
        });
    }

    private void look() {
        looks++;
        looking = true;
        lookAgain = false;
        sought = Map.copyOf(strangers);
        strangers.clear();
        CatalogLook look = new CatalogLook(run.source(), run.check(), news(), this);
        run.staging().attempts().start(run.workers().commit(), look);
    }

    /** The first look sees to it that the log carries what this process wants, and nothing else. */
    private Predicate<Map<TableId, TableIdentity>> news() {
        return looks == 1 || !sought.isEmpty()
                ? identities -> true
                : comparison.news(looks % LOOKS_BETWEEN_THOROUGH_ONES == 0);
    }

    @Override
    public void seen(Optional<Present> present) {
        looking = false;
        if (present.isPresent()) {
            unapplied = present.get();
        } else {
            next();
        }
    }

    @Override
    public void failed(Throwable failure) {
        LOG.error(
                "Cannot look for new tables; those that are followed go on, and it is tried again in {}",
                run.settings().tables().lookEvery(),
                failure);
        looking = false;
        lookAgain = false;
        sought.forEach(strangers::putIfAbsent);
        sought = Map.of();
        rest(looks);
    }
}
