package dev.firn.sink.commit;

import dev.firn.engine.lake.CheckpointId;
import dev.firn.sink.table.FirnProperties;
import dev.firn.sink.table.Pipeline;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotAncestryValidator;
import org.apache.iceberg.TableMetadata;

/**
 * Looks at a table before each attempt to commit a checkpoint to it, and lets the attempt go on only if the checkpoint is not there
 * and belongs there. Iceberg asks on freshly read metadata and commits by compare-and-set on just that, so what was seen
 * holds when the commit does.
 */
final class CheckpointGuard implements SnapshotAncestryValidator {

    private final Pipeline pipeline;
    private final CheckpointId checkpoint;
    private final ForeignChanges foreign;
    private final Supplier<TableMetadata> table;
    private final boolean replacesContent;
    private final OptionalLong resolvedOn;
    private final int specAtFirst;
    private Standing standing = new Standing.Ready();

    /**
     * @param table the table as of the attempt, before the attempt changes it
     * @param replacesContent whether the commit begins by replacing all that the table holds, so that what it held does not matter
     * @param resolvedOn the snapshot that the positions of deleted rows are about; empty if the commit has none
     */
    CheckpointGuard(
            Pipeline pipeline,
            CheckpointId checkpoint,
            ForeignChanges foreign,
            Supplier<TableMetadata> table,
            boolean replacesContent,
            OptionalLong resolvedOn) {
        this.pipeline = pipeline;
        this.checkpoint = checkpoint;
        this.foreign = foreign;
        this.table = table;
        this.replacesContent = replacesContent;
        this.resolvedOn = resolvedOn;
        this.specAtFirst = table.get().defaultSpecId();
    }

    /** How the table stands to a checkpoint. */
    sealed interface Standing {

        /** The checkpoint can be committed. */
        record Ready() implements Standing {}

        /** The checkpoint, or a later one, is in the table. */
        record Present() implements Standing {}

        /** Somebody partitioned the table otherwise since the commit was made up, which therefore must be made up anew. */
        record Overtaken() implements Standing {}

        /** Somebody made a snapshot since the deleted rows were looked up, which may be in other files now. */
        record Moved() implements Standing {}

        /**
         * The checkpoint must not be committed: somebody else changed the table, and only a load makes it equal to its source again.
         *
         * @param finding who did what
         */
        record Foreign(String finding) implements Standing {}

        /**
         * The checkpoint must not be committed.
         *
         * @param finding what was found and what to do
         */
        record Refused(String finding) implements Standing {}
    }

    @Override
    public boolean validate(Iterable<Snapshot> ancestry) {
        standing = judge(ancestry);
        if (standing instanceof Standing.Ready && table.get().defaultSpecId() != specAtFirst) {
            standing = new Standing.Overtaken();
        }
        if (standing instanceof Standing.Ready
                && resolvedOn.isPresent()
                && resolvedOn.getAsLong() != DeleteResolution.snapshotId(table.get())) {
            standing = new Standing.Moved();
        }
        return standing instanceof Standing.Ready;
    }

    @Override
    public String errorMessage() {
        return "checkpoint " + checkpoint + " of pipeline " + pipeline.name() + ": " + standing;
    }

    /** What the last attempt found. */
    Standing standing() {
        return standing;
    }

    Standing judge(Iterable<Snapshot> ancestry) {
        TableMetadata present = table.get();
        Map<String, String> found = present.properties();
        String owner = found.get(FirnProperties.PIPELINE);
        if (owner == null) {
            return new Standing.Foreign("the table is not the one that Firn made; it was dropped and created anew");
        }
        if (!pipeline.name().equals(owner)) {
            return new Standing.Refused("the table belongs to the pipeline " + owner
                    + " now; two pipelines cannot write one table: exclude it from one of them");
        }
        if (!pipeline.id().equals(found.get(FirnProperties.PIPELINE_ID))) {
            return new Standing.Refused("the table was taken over by a later start of the pipeline " + owner
                    + " from an empty checkpoint table; stop this process");
        }
        if (foreign.newestCheckpoint(present, ancestry) >= checkpoint.number()) {
            return new Standing.Present();
        }
        Optional<String> changed = replacesContent ? foreign.ofColumns(present) : foreign.ofTable(present, ancestry);
        return changed.isPresent() ? new Standing.Foreign(changed.get()) : new Standing.Ready();
    }
}
