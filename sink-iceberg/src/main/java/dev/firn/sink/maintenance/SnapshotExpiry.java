package dev.firn.sink.maintenance;

import dev.firn.engine.work.FaultPoint;
import dev.firn.engine.work.FaultPoints;
import dev.firn.sink.table.FirnProperties;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import org.apache.iceberg.ExpireSnapshots;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.util.PropertyUtil;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * Expires snapshots by age and by number, with the files that only they list. Branches and tags keep their heads, as Iceberg sees to.
 *
 * <p>On the main branch the newest snapshot of Firn's and all above it stay, however old: the next checkpoint looks there for what it
 * committed itself and for what others did since, and deletes that are resolved stand on one of them. The snapshot that was current when the
 * kept time began stays, too, so that a table can be read as of every moment of that time, also one that seldom changes.
 */
final class SnapshotExpiry {

    /** As files of deletion vectors end. */
    private static final String VECTORS = ".puffin";

    private final Table table;
    private final String pipelineId;
    private final MaintenanceSettings.ExpireSnapshots settings;
    private final Instant now;
    private final Stop stop;
    private final FaultPoints faults;
    private final Set<String> vectors = ConcurrentHashMap.newKeySet();

    /** @param pipelineId this life of the pipeline, whose snapshots carry it */
    SnapshotExpiry(
            Table table,
            String pipelineId,
            MaintenanceSettings.ExpireSnapshots settings,
            Instant now,
            Stop stop,
            FaultPoints faults) {
        this.table = table;
        this.pipelineId = pipelineId;
        this.settings = settings;
        this.now = now;
        this.stop = stop;
        this.faults = faults;
    }

    /**
     * What was found.
     *
     * @param snapshots how many snapshots went, or would go
     * @param refused why none may go; empty if they may
     */
    record Found(int snapshots, Optional<String> refused) {}

    /**
     * What the main branch keeps.
     *
     * @param olderThan snapshots from before it go, in milliseconds since 1970
     * @param least how many stay, whatever their age
     */
    private record Kept(long olderThan, int least) {}

    /**
     * Expires what may go, unless it is a trial.
     *
     * @param threads that delete files
     */
    Found run(ExecutorService threads, boolean trial) {
        table.refresh();
        if (!PropertyUtil.propertyAsBoolean(
                table.properties(), TableProperties.GC_ENABLED, TableProperties.GC_ENABLED_DEFAULT)) {
            return new Found(0, Optional.of("the table's property gc.enabled is false"));
        }
        List<Snapshot> ancestry = ancestry();
        Optional<Kept> kept = kept(ancestry);
        if (kept.isEmpty()) {
            return new Found(0, Optional.empty());
        }
        Optional<String> shorter = shorterByItself(kept.get());
        if (shorter.isPresent()) {
            return new Found(0, shorter);
        }
        int expired = expiry(kept.get(), threads).apply().size();
        if (expired > 0 && !trial) {
            faults.reach(FaultPoint.BEFORE_EXPIRY, table.name());
            stop.check();
            // Another one: the first goes on to expire what it found then, whatever has become of it.
            expiry(kept.get(), threads).commit();
            withoutNeeded(vectors).forEach(this::delete);
        }
        return new Found(expired, Optional.empty());
    }

    private ExpireSnapshots expiry(Kept kept, ExecutorService threads) {
        return table.expireSnapshots()
                .expireOlderThan(kept.olderThan())
                .retainLast(kept.least())
                .executeDeleteWith(threads)
                .planWith(threads)
                .deleteWith(location -> {
                    if (location.endsWith(VECTORS)) {
                        vectors.add(location);
                    } else {
                        delete(location);
                    }
                });
    }

    /**
     * Iceberg hands out a file of several deletion vectors as soon as one of them is not needed any more. Firn writes a file for each, but a table may
     * have others.
     */
    private Set<String> withoutNeeded(Set<String> candidates) {
        if (!candidates.isEmpty()) {
            table.refresh();
            Set<String> seen = new HashSet<>();
            for (Snapshot snapshot : table.snapshots()) {
                SnapshotFiles files = new SnapshotFiles(table, snapshot, stop);
                for (ManifestFile manifest : snapshot.deleteManifests(table.io())) {
                    if (seen.add(manifest.path())) {
                        files.forEachDelete(manifest, file -> candidates.remove(file.location()));
                    }
                }
            }
        }
        return candidates;
    }

    /** When it is stopped, what is left is an orphan. */
    private void delete(String location) {
        if (!stop.isAsked()) {
            faults.reach(FaultPoint.BEFORE_EXPIRED_FILE, table.name());
            table.io().deleteFile(location);
        }
    }

    private List<Snapshot> ancestry() {
        List<Snapshot> ancestry = new ArrayList<>();
        Snapshot current = table.currentSnapshot();
        if (current != null) {
            SnapshotUtil.ancestorsOf(current.snapshotId(), table::snapshot).forEach(ancestry::add);
        }
        return ancestry;
    }

    /** Empty if the table is not known well enough for anything to go. */
    private Optional<Kept> kept(List<Snapshot> newestFirst) {
        int own = 0;
        while (own < newestFirst.size()
                && !pipelineId.equals(newestFirst.get(own).summary().get(FirnProperties.PIPELINE_ID))) {
            own++;
        }
        if (own == newestFirst.size()) {
            return Optional.empty();
        }
        int least = Math.max(settings.keepAtLeast(), own + 1);
        long tooOld = now.minus(settings.maxAge()).toEpochMilli();
        if (newestFirst.size() > settings.keepAtMost()) {
            tooOld = Math.max(tooOld, newestFirst.get(settings.keepAtMost() - 1).timestampMillis());
        }
        long atThatTime = tooOld;
        for (Snapshot snapshot : newestFirst) {
            if (snapshot.timestampMillis() <= tooOld) {
                atThatTime = snapshot.timestampMillis();
                break;
            }
        }
        return Optional.of(new Kept(Math.min(atThatTime, newestFirst.get(own).timestampMillis()), least));
    }

    /** The main branch may say by itself what it keeps, which Iceberg heeds before what is asked for. */
    private Optional<String> shorterByItself(Kept kept) {
        SnapshotRef main = table.refs().get(SnapshotRef.MAIN_BRANCH);
        if (main == null) {
            return Optional.empty();
        }
        Long age = main.maxSnapshotAgeMs();
        Integer least = main.minSnapshotsToKeep();
        boolean isShorter = (age != null && System.currentTimeMillis() - age > kept.olderThan())
                || (least != null && least < kept.least());
        return isShorter
                ? Optional.of(
                        "the branch main says by itself how long snapshots are kept, which is shorter than Firn needs;"
                                + " take that back (ALTER TABLE … REPLACE BRANCH main) and use maintenance.expire-snapshots")
                : Optional.empty();
    }
}
