package dev.firn.engine.lake;

import dev.firn.schema.change.CommentChanges;
import dev.firn.schema.change.PendingRenames;
import dev.firn.schema.source.TableId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One table's part of a checkpoint.
 *
 * @param table the source table
 * @param checkpoint the checkpoint, recorded in every snapshot
 * @param position where the source's log stands at the checkpoint, in its own notation, recorded in every snapshot
 * @param sourceTimestamp when the source committed the last transaction before the position
 * @param steps what happens, in order, as successive snapshots of one transaction
 * @param resolution where the deleted rows are; null if that was not looked up, or there are none
 */
public record TableCommit(
        TableId table,
        CheckpointId checkpoint,
        String position,
        Instant sourceTimestamp,
        List<Step> steps,
        @Nullable Resolution resolution) {

    public TableCommit {
        steps = List.copyOf(steps);
    }

    /** A commit whose deleted rows were not looked up. */
    public TableCommit(
            TableId table, CheckpointId checkpoint, String position, Instant sourceTimestamp, List<Step> steps) {
        this(table, checkpoint, position, sourceTimestamp, steps, null);
    }

    /** Whether it deletes rows by their keys. */
    public boolean deletesRows() {
        return steps.stream()
                .anyMatch(step ->
                        step instanceof Step.Apply apply && apply.generation().deletes() > 0);
    }

    /** Whether rows of it lack values. */
    public boolean lacksValues() {
        return steps.stream()
                .anyMatch(step -> step instanceof Step.Apply apply
                        && !apply.generation().incomplete().isEmpty());
    }

    /** The same with other knowledge of where the deleted rows are. */
    public TableCommit resolved(@Nullable Resolution places) {
        return new TableCommit(table, checkpoint, position, sourceTimestamp, steps, places);
    }

    /** One snapshot. */
    public sealed interface Step {

        /** Everything the table holds is replaced by the files; by nothing when the source truncated the table. */
        record Replace(List<StagedFiles> content) implements Step {
            public Replace {
                content = List.copyOf(content);
            }
        }

        /** Columns get other names. What they hold stays theirs. */
        record Rename(PendingRenames columns) implements Step {}

        /** The table and its columns, by the names that they have after {@link Rename}, are said to be for something else. */
        record Describe(CommentChanges comments) implements Step {}

        /** A generation: its deletes apply to all earlier rows, its rows are added. */
        record Apply(StagedFiles generation) implements Step {}
    }
}
