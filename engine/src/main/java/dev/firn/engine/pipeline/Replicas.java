package dev.firn.engine.pipeline;

import dev.firn.engine.checkpoint.CheckpointState;
import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.source.SourceCatalog.Refusal;
import dev.firn.engine.source.TableSelection;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.mapping.LayoutResult;
import dev.firn.schema.source.TableId;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every table that the pipeline knows. Under the run's lock. */
final class Replicas {

    private static final Logger LOG = LoggerFactory.getLogger(Replicas.class);

    private final RunContext run;
    private final ReplicaHost host;
    private final Map<TableId, Replica> replicas = new HashMap<>();

    Replicas(RunContext run, ReplicaHost host) {
        this.run = run;
        this.host = host;
    }

    /** The table's replica; null if the table is not followed. Hot. */
    @Nullable
    Replica get(TableId table) {
        return replicas.get(table);
    }

    /** All of them, in the order of their names. */
    Collection<Replica> all() {
        return Collections.unmodifiableCollection(new TreeMap<>(replicas).values());
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

    /**
     * Compares with what the source has now: new tables are loaded, and so are those that were stopped and have changed since; tables that the
     * source cannot deliver are stopped.
     */
    void reconcile(CatalogView.Present present) {
        present.refusals().forEach(this::refuse);
        present.layouts().forEach((table, result) -> {
            Replica known = replicas.get(table);
            if (known == null) {
                appeared(table, result);
            } else if (result instanceof LayoutResult.Replicable replicable && mayGoOn(known, replicable.layout())) {
                known.load(replicable.layout(), "it can be replicated again", null, Duration.ZERO);
            }
        });
    }

    private static boolean mayGoOn(Replica replica, TableLayout layout) {
        return (replica.standing() instanceof Standing.Stopped && !layout.equals(replica.layout()))
                || replica.standing() instanceof Standing.Gone;
    }

    private void refuse(TableId table, Refusal refusal) {
        Replica known = replicas.get(table);
        if (known == null) {
            stopped(table, refusal.reason(), refusal.remedy());
        } else if (!(known.standing() instanceof Standing.Stopped)) {
            known.stop(refusal.reason(), refusal.remedy());
        }
    }

    /** A table that the pipeline did not know. */
    void appeared(TableId table, LayoutResult result) {
        if (!run.settings().selection().selects(table) || replicas.containsKey(table)) {
            return;
        }
        if (result instanceof LayoutResult.Replicable replicable) {
            replicas.put(table, Replica.toLoad(replicable.layout(), run, host));
        } else if (result instanceof LayoutResult.Refused refused) {
            stopped(
                    table,
                    String.join("; ", refused.problems()),
                    "change the table, or the configuration of it, then start Firn again");
        }
    }

    private void stopped(TableId table, String reason, String remedy) {
        LOG.error("Table {} is stopped, all others go on: {}; {}", table, reason, remedy);
        Replica replica = Replica.refused(table, reason, remedy, run, host);
        replicas.put(table, replica);
        host.stateChanged(replica);
    }

    /** Seals the biggest batches until enough of the memory budget is free. */
    void sealBiggest() {
        List<Replica> bySize = replicas.values().stream()
                .filter(replica -> replica.openBytes() > 0)
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
