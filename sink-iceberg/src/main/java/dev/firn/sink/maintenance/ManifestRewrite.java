package dev.firn.sink.maintenance;

import dev.firn.engine.work.FaultPoint;
import dev.firn.engine.work.FaultPoints;
import dev.firn.sink.table.FirnProperties;
import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.RewriteManifests;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.util.PropertyUtil;

/**
 * Merges the small lists of data files that checkpoints leave, so that planning a query reads few of them, those of one partition together.
 * The next checkpoint does not see more of it than of a compaction.
 */
final class ManifestRewrite {

    private final Table table;
    private final int whenSmall;
    private final FaultPoints faults;

    /** @param whenSmall how many small manifests there must be */
    ManifestRewrite(Table table, int whenSmall, FaultPoints faults) {
        this.table = table;
        this.whenSmall = whenSmall;
        this.faults = faults;
    }

    /** How many manifests were merged, or would be; 0 if it is not worth it. */
    int run(boolean trial) {
        table.refresh();
        Snapshot current = table.currentSnapshot();
        if (current == null) {
            return 0;
        }
        long target = PropertyUtil.propertyAsLong(
                table.properties(),
                TableProperties.MANIFEST_TARGET_SIZE_BYTES,
                TableProperties.MANIFEST_TARGET_SIZE_BYTES_DEFAULT);
        List<ManifestFile> small = current.dataManifests(table.io()).stream()
                .filter(manifest -> manifest.length() < target / 2)
                .toList();
        if (small.size() < whenSmall) {
            return 0;
        }
        long bytes = small.stream().mapToLong(ManifestFile::length).sum();
        int clusters = Math.toIntExact(Math.max(1, Math.min(64, (bytes + target - 1) / target)));
        if (!trial) {
            faults.reach(FaultPoint.BEFORE_MANIFESTS, table.name());
            RewriteManifests rewrite = table.rewriteManifests()
                    .clusterBy(file -> cluster(file, clusters))
                    .rewriteIf(manifest -> manifest.length() < target / 2);
            rewrite.set(FirnProperties.MAINTENANCE, "rewrite-manifests");
            rewrite.commit();
        }
        return small.size();
    }

    /** Few, since each keeps a file open. */
    private static Object cluster(DataFile file, int clusters) {
        StructLike partition = file.partition();
        int hash = 0;
        for (int index = 0; index < partition.size(); index++) {
            hash = 31 * hash
                    + String.valueOf(partition.get(index, Object.class)).hashCode();
        }
        return Math.floorMod(hash, clusters);
    }
}
