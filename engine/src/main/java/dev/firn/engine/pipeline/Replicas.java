package dev.firn.engine.pipeline;

import dev.firn.engine.checkpoint.CheckpointState;
import dev.firn.engine.checkpoint.TableOrigin;
import dev.firn.engine.checkpoint.TableState;
import dev.firn.engine.event.SourcePosition;
import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.pipeline.TablePolicy.NewTables;
import dev.firn.engine.pipeline.TablePolicy.OnRename;
import dev.firn.engine.source.Finding;
import dev.firn.engine.source.SourceCatalog.Refusal;
import dev.firn.engine.source.TableIdentity;
import dev.firn.engine.source.TableSelection;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.mapping.LayoutResult;
import dev.firn.schema.source.TableId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every table that the pipeline knows. Under the run's lock. */
final class Replicas {

    private static final Logger LOG = LoggerFactory.getLogger(Replicas.class);

    static final String NEW = "it is new";
    static final String REMEDY = "change the table, or the configuration of it, then start Firn again";
    static final String RENAMED = "It is a table that had another name, and tables.on-table-rename is stop";

    private final RunContext run;
    private final ReplicaHost host;
    private final Map<TableId, Replica> replicas = new HashMap<>();
    private final Set<TableId> told = new HashSet<>();
    private Map<TableId, List<Finding>> warnings = Map.of();

    /** The tables of which the log tells all, when the catalog was last looked at. */
    private Set<TableId> toldInFull = Set.of();

    Replicas(RunContext run, ReplicaHost host) {
        this.run = run;
        this.host = host;
    }

    /** The table's replica; null if the table is not followed. Hot. */
    @Nullable
    Replica get(TableId table) {
        return replicas.get(table);
    }

    boolean allMatch(Predicate<Replica> condition) {
        return replicas.values().stream().allMatch(condition);
    }

    boolean anyMatch(Predicate<Replica> condition) {
        return replicas.values().stream().anyMatch(condition);
    }

    /** All of them as they are now, in the order of their names. A copy: not for what is asked at every boundary. */
    Collection<Replica> all() {
        return Collections.unmodifiableCollection(new TreeMap<>(replicas).values());
    }

    /** All of them as they stand before any event of this run. */
    SortedMap<TableId, TableState> states() {
        SortedMap<TableId, TableState> states = new TreeMap<>();
        replicas.forEach((table, replica) -> states.put(table, replica.state()));
        return states;
    }

    /** Takes over what a checkpoint remembers, but for tables that are not selected any more. */
    void recall(CheckpointId checkpoint, CheckpointState state) {
        TableSelection selection = run.settings().selection();
        state.tables().forEach((table, tableState) -> {
            if (selection.selects(table)) {
                replicas.put(table, Replica.recovered(table, tableState, checkpoint, run, host));
            } else {
                LOG.info("Table {} is not selected any more; its Iceberg table stays as it is", table);
            }
        });
    }

    /** Whether the table, if it appears, is followed. */
    boolean follows(TableId table) {
        TableSelection selection = run.settings().selection();
        return run.settings().tables().newTables() == NewTables.FOLLOW
                ? selection.selects(table)
                : selection.names(table);
    }

    /** Whether a table under a new name waits for an operator. */
    boolean withholdsRenamed() {
        return run.settings().tables().onRename() == OnRename.STOP;
    }

    /** The source cannot deliver the table. */
    void refuse(TableId table, Refusal refusal) {
        Replica known = replicas.get(table);
        if (known == null) {
            stopped(table, null, null, refusal.reason(), refusal.remedy());
        } else if (!(known.standing() instanceof Standing.Stopped)) {
            known.stop(refusal.reason(), refusal.remedy());
        }
    }

    /** The table did not take its part of a checkpoint, and says why. */
    void rejected(TableId table, String reason) {
        Replica replica = replicas.get(table);
        if (replica != null) {
            replica.stop(reason, FailurePolicy.loadAgain(table.toString()));
        }
    }

    /** The table did not take its part of a checkpoint, since somebody else changed it. */
    void changedByOthers(TableId table, String finding) {
        Replica replica = replicas.get(table);
        if (replica != null) {
            replica.work().changedByOthers(finding);
        }
    }

    /** What was staged of the table for a checkpoint is gone. */
    void filesGone(TableId table, String finding) {
        Replica replica = replicas.get(table);
        if (replica != null) {
            replica.work().filesGone(finding);
        }
    }

    /** The table could not take its part of a checkpoint. */
    void failed(TableId table, Throwable failure) {
        Replica replica = replicas.get(table);
        if (replica != null) {
            replica.work().failed(failure);
        }
    }

    /** A table that the pipeline did not know; the stream has told all that led to it. */
    void appeared(TableId table, LayoutResult result, @Nullable TableIdentity identity) {
        Replica replica = added(table, result, identity);
        if (replica != null && result instanceof LayoutResult.Replicable replicable) {
            replica.loadFrom(identity, replicable.layout(), NEW);
        }
    }

    /** A table that the pipeline did not know; the stream has told all that led to it when it has passed the position. */
    void appearedAhead(SourcePosition after, TableId table, LayoutResult result, @Nullable TableIdentity identity) {
        Replica replica = added(table, result, identity);
        if (replica != null && result instanceof LayoutResult.Replicable replicable) {
            replica.loadBehind(after, identity, replicable.layout(), NEW);
        }
    }

    /** The replica of a table that is to be loaded; null if it is not, or is known already. */
    private @Nullable Replica added(TableId table, LayoutResult result, @Nullable TableIdentity identity) {
        if (!run.settings().selection().selects(table) || replicas.containsKey(table)) {
            return null;
        }
        if (result instanceof LayoutResult.Replicable replicable) {
            Replica replica =
                    new Replica(table, replicable.layout(), new Standing.Streaming(), TableOrigin.UNKNOWN, run, host);
            replica.isTold(toldInFull.contains(table));
            replicas.put(table, replica);
            return replica;
        }
        if (result instanceof LayoutResult.Refused refused) {
            stopped(table, null, identity, reason(refused), REMEDY);
        }
        return null;
    }

    /** A table that the pipeline knew by another name. */
    void appearedByName(TableId table, LayoutResult result, @Nullable TableIdentity identity) {
        if (!follows(table) || replicas.containsKey(table)) {
            return;
        }
        if (withholdsRenamed() && result instanceof LayoutResult.Replicable replicable) {
            stopped(table, replicable.layout(), identity, RENAMED, renamedRemedy(table));
        } else {
            appeared(table, result, identity);
        }
    }

    private void stopped(
            TableId table,
            @Nullable TableLayout layout,
            @Nullable TableIdentity identity,
            String reason,
            String remedy) {
        LOG.error("Table {} is stopped, all others go on: {}; {}", table, reason, remedy);
        Standing.Stopped standing =
                new Standing.Stopped(reason, remedy, run.workers().timeline().now());
        TableOrigin origin = new TableOrigin(identity, run.settings().tables().rulesOf(table));
        Replica replica = new Replica(table, layout, standing, origin, run, host);
        replicas.put(table, replica);
        host.stateChanged(replica);
    }

    /** The log carries the changes of these tables, of which no load has begun. */
    void covered(Map<TableId, TableIdentity> identities) {
        identities.forEach((table, identity) -> {
            Replica replica = replicas.get(table);
            if (replica != null) {
                replica.origin().covered(identity);
            }
        });
    }

    /** The table is gone from the source, and so is what was never replicated of it. */
    void dropped(Replica replica) {
        if (replica.layout() == null) {
            forget(replica, "dropped");
        } else {
            replica.dropped();
        }
    }

    /** The table has another name at the source. */
    void renamed(Replica replica, TableId to) {
        if (replica.layout() == null) {
            forget(replica, "renamed to " + to);
        } else {
            replica.renamed(to);
        }
    }

    private void forget(Replica replica, String how) {
        LOG.info("Table {}, which could not be replicated, was {} at the source", replica.table(), how);
        replicas.remove(replica.table());
        host.stateChanged(replica);
    }

    /**
     * What the log does not tell of tables, instead of what was known of that before.
     *
     * @param seen the tables of which it would be known
     */
    void warn(Map<TableId, List<Finding>> found, Set<TableId> seen) {
        warnings = found;
        toldInFull = new HashSet<>(seen);
        toldInFull.removeAll(found.keySet());
        replicas.values().forEach(replica -> replica.isTold(toldInFull.contains(replica.table())));
    }

    /** All of them as an operator sees them. */
    List<TableStatus> statuses() {
        Map<TableId, Long> madeNull = run.source().madeNull();
        return all().stream()
                .map(replica -> replica.status().with(warningsOf(replica), madeNull.getOrDefault(replica.table(), 0L)))
                .toList();
    }

    private List<Finding> warningsOf(Replica replica) {
        List<Finding> all = new ArrayList<>(replica.work().warnings());
        all.addAll(warnings.getOrDefault(replica.table(), List.of()));
        return all;
    }

    /** The log says by itself that the table was created, changed, dropped or renamed. */
    void tell(TableId table) {
        told.add(table);
    }

    boolean isTold(TableId table) {
        return told.contains(table);
    }

    static String renamedRemedy(TableId table) {
        return "firn resync " + table
                + " follows it as a table of its own; or exclude it, or give it its former name back";
    }

    static String reason(LayoutResult.Refused refused) {
        return String.join("; ", refused.problems());
    }

    /** Seals the biggest batches until enough of the memory budget is free. */
    void sealBiggest() {
        List<Replica> bySize = replicas.values().stream()
                .filter(replica -> replica.openBytes() > 0 && !replica.isBetweenKeys())
                .sorted(Comparator.comparingLong(Replica::openBytes).reversed().thenComparing(Replica::table))
                .toList();
        for (Replica replica : bySize) {
            if (run.staging().budget().sealedEnough()) {
                return;
            }
            replica.sealBatch();
        }
    }
}
