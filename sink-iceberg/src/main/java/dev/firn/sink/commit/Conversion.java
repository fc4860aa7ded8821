package dev.firn.sink.commit;

import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.lake.Resolution;
import dev.firn.sink.catalog.Fault;
import dev.firn.sink.table.FirnProperties;
import dev.firn.sink.table.Pipeline;
import dev.firn.sink.write.StagedManifests;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes positions of the equality deletes that a table has, once, when it is to have no more of them: a snapshot with the same rows, of the same
 * checkpoint.
 */
final class Conversion {

    private static final Logger LOG = LoggerFactory.getLogger(Conversion.class);

    private static final int MOST_ROUNDS = 6;

    private static final List<String> SAID_OF_CHECKPOINTS = List.of(
            FirnProperties.PIPELINE,
            FirnProperties.PIPELINE_ID,
            FirnProperties.CHECKPOINT,
            FirnProperties.SOURCE_POSITION,
            FirnProperties.SOURCE_TIMESTAMP);

    private final OpenTable open;
    private final Table table;
    private final Pipeline pipeline;
    private final DeleteResolution resolution;

    Conversion(OpenTable open, Pipeline pipeline, DeleteResolution resolution) {
        this.open = open;
        this.table = open.table();
        this.pipeline = pipeline;
        this.resolution = resolution;
    }

    /** Converts what there is. Others may change the table meanwhile: then it is looked at again. */
    void run() {
        synchronized (open) {
            for (int round = 1; ; round++) {
                TableMetadata metadata = OpenTable.metadata(table);
                Optional<Map<String, String>> checkpoint = newestCheckpoint();
                if (checkpoint.isEmpty() || !TableView.of(table, metadata).hasEqualityDeletes()) {
                    return;
                }
                LOG.info("Making positions of the equality deletes of {}, once", table.name());
                Resolution.Run places = resolution.convert(
                        open,
                        metadata,
                        new CheckpointId(Long.parseLong(checkpoint.get().get(FirnProperties.CHECKPOINT))));
                if (places.replaced().isEmpty()) {
                    // The summary did not tell, and there are none.
                    return;
                }
                try {
                    commit(metadata, checkpoint.get(), places);
                    return;
                } catch (RuntimeException e) {
                    table.refresh();
                    if (DeleteResolution.snapshotId(OpenTable.metadata(table)) == DeleteResolution.snapshotId(metadata)
                            || round == MOST_ROUNDS) {
                        throw e;
                    }
                    LOG.info("{} changed meanwhile ({}): looking again", table.name(), Fault.finding(e));
                }
            }
        }
    }

    /** What its newest own snapshot says. A table without one is about to be loaded. */
    private Optional<Map<String, String>> newestCheckpoint() {
        return StreamSupport.stream(OpenTable.ancestry(table).spliterator(), false)
                .map(Snapshot::summary)
                .filter(summary -> pipeline.id().equals(summary.get(FirnProperties.PIPELINE_ID))
                        && summary.containsKey(FirnProperties.CHECKPOINT))
                .findFirst();
    }

    private void commit(TableMetadata resolvedOn, Map<String, String> checkpoint, Resolution.Run places) {
        long expected = DeleteResolution.snapshotId(resolvedOn);
        RowDelta update = table.newRowDelta().validateFromSnapshot(expected).validateDeletedFiles();
        StagedManifests.readDeletes(places.deletes().deleteManifests(), table.io(), table.specs(), update::addDeletes);
        StagedManifests.readDeletes(places.replaced(), table.io(), table.specs(), update::removeDeletes);
        SAID_OF_CHECKPOINTS.stream()
                .filter(checkpoint::containsKey)
                .forEach(property -> update.set(property, checkpoint.get(property)));
        update.validateWith(ancestry -> {
            Snapshot newest = ancestry.iterator().next();
            return newest.snapshotId() == expected;
        });
        update.commit();
        List<String> lists = new ArrayList<>(places.deletes().deleteManifests());
        lists.addAll(places.replaced());
        CatalogUtil.deleteFiles(table.io(), lists, "staged manifest", true);
        open.retarget();
    }
}
