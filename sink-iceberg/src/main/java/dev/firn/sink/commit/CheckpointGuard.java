package dev.firn.sink.commit;

import dev.firn.engine.lake.CheckpointId;
import dev.firn.sink.table.FirnProperties;
import dev.firn.sink.table.Pipeline;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotAncestryValidator;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a table before each attempt to commit a checkpoint to it, and lets the attempt go on only if the checkpoint is not there
 * and belongs there. Iceberg asks on freshly read metadata and commits by compare-and-set on just that, so what was seen
 * holds when the commit does.
 *
 * <p>The table's property and the newest own snapshot say the same, unless snapshots were expired (the property stands) or the table was
 * rolled back (the property is ahead). A table's first commit begins by replacing its content, if only by nothing: a table without any
 * checkpoint is one that somebody dropped and that was made anew, empty.
 */
final class CheckpointGuard implements SnapshotAncestryValidator {

    private final Pipeline pipeline;
    private final CheckpointId checkpoint;
    private final Supplier<Map<String, String>> properties;
    private final boolean replacesContent;
    private Standing standing = new Standing.Ready();

    /**
     * @param properties the table's, as of the attempt
     * @param replacesContent whether the commit begins by replacing all that the table holds, so that what it held does not matter
     */
    CheckpointGuard(
            Pipeline pipeline,
            CheckpointId checkpoint,
            Supplier<Map<String, String>> properties,
            boolean replacesContent) {
        this.pipeline = pipeline;
        this.checkpoint = checkpoint;
        this.properties = properties;
        this.replacesContent = replacesContent;
    }

    /** How the table stands to a checkpoint. */
    sealed interface Standing {

        /** The checkpoint can be committed. */
        record Ready() implements Standing {}

        /** The checkpoint, or a later one, is in the table. */
        record Present() implements Standing {}

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
        Map<String, String> found = properties.get();
        String owner = found.get(FirnProperties.PIPELINE);
        if (!pipeline.name().equals(owner)) {
            return new Standing.Refused(
                    owner == null
                            ? "the table is not the one that Firn made; if it was dropped and created anew, load it anew by firn resync"
                            : "the table belongs to the pipeline " + owner
                                    + " now; two pipelines cannot write one table: exclude it from one of them");
        }
        if (!pipeline.id().equals(found.get(FirnProperties.PIPELINE_ID))) {
            return new Standing.Refused("the table was taken over by a later start of the pipeline " + owner
                    + " from an empty checkpoint table; stop this process");
        }
        long recorded = number(found.get(FirnProperties.CHECKPOINT));
        long newestSnapshot = newestOf(ancestry);
        if (Math.max(recorded, newestSnapshot) >= checkpoint.number()) {
            return new Standing.Present();
        }
        if (newestSnapshot > 0 && newestSnapshot < recorded && !replacesContent) {
            return new Standing.Refused("the table was rolled back to checkpoint " + newestSnapshot + " from "
                    + recorded + ", so the changes between are missing; load it anew by firn resync");
        }
        if (recorded == 0 && newestSnapshot == 0 && !replacesContent) {
            return new Standing.Refused(
                    "the table has no complete copy to apply changes to: it was dropped and made anew since its load;"
                            + " load it anew by firn resync");
        }
        return new Standing.Ready();
    }

    /** The checkpoint of the newest snapshot of this pipeline's life, or 0; newest come first, so few are looked at. */
    private long newestOf(Iterable<Snapshot> ancestry) {
        for (Snapshot snapshot : ancestry) {
            Map<String, String> summary = snapshot.summary();
            if (pipeline.id().equals(summary.get(FirnProperties.PIPELINE_ID))) {
                return number(summary.get(FirnProperties.CHECKPOINT));
            }
        }
        return 0;
    }

    private static long number(@Nullable String text) {
        return text == null ? 0 : Long.parseLong(text);
    }
}
