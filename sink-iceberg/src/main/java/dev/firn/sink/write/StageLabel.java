package dev.firn.sink.write;

import dev.firn.engine.lake.CheckpointId;
import java.util.UUID;

/**
 * What the files of one stage have in their names, so that orphans tell whose they are.
 *
 * @param pipeline by whom
 * @param checkpoint staged for which checkpoint
 * @param unique tells this stage from any other
 */
public record StageLabel(String pipeline, CheckpointId checkpoint, UUID unique) {

    public static StageLabel of(String pipeline, CheckpointId checkpoint) {
        return new StageLabel(pipeline, checkpoint, UUID.randomUUID());
    }

    @Override
    public String toString() {
        return "firn-" + pipeline.replaceAll("[^A-Za-z0-9_]", "_") + "-" + checkpoint + "-" + unique;
    }
}
