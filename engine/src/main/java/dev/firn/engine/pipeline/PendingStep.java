package dev.firn.engine.pipeline;

import dev.firn.engine.stage.PendingAdoption;
import dev.firn.engine.stage.PendingGeneration;
import dev.firn.schema.change.CommentChanges;

/** One thing that happened to a streaming table since the last checkpoint, in order. */
sealed interface PendingStep {

    /** Whether a checkpoint that has it may be prepared. */
    boolean isReady();

    /** The source truncated the table. */
    record Truncation() implements PendingStep {
        @Override
        public boolean isReady() {
            return true;
        }
    }

    /** Changes of rows. */
    record Rows(PendingGeneration generation) implements PendingStep {
        @Override
        public boolean isReady() {
            return generation.isStaged();
        }
    }

    /** Other comments, of the table or of columns. */
    record Description(CommentChanges comments) implements PendingStep {
        @Override
        public boolean isReady() {
            return true;
        }
    }

    /** A change of the layout. */
    record Layout(PendingAdoption adoption) implements PendingStep {
        @Override
        public boolean isReady() {
            return adoption.isDone();
        }
    }
}
