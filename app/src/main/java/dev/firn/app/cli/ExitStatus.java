package dev.firn.app.cli;

import dev.firn.engine.pipeline.Exit;
import dev.firn.engine.pipeline.ExitReason;
import dev.firn.engine.pipeline.PipelineStatus;
import dev.firn.engine.pipeline.TableStatus;

/** The exit statuses that {@code docs/operations.md} promises, beside those of {@link ExitReason}. */
final class ExitStatus {

    static final int DONE = 0;
    static final int NOT_AS_HOPED = 1;
    static final int CONFIGURATION = ExitReason.CONFIGURATION.code();
    static final int SOURCE = ExitReason.SOURCE_NEEDS_OPERATOR.code();
    static final int LAKE = ExitReason.LAKE_NEEDS_OPERATOR.code();
    static final int TABLES_STOPPED = 6;
    static final int DEFECT = ExitReason.INTERNAL_ERROR.code();

    private ExitStatus() {}

    /** Of a pipeline that was asked to catch up and end. */
    static int ofCaughtUp(Exit exit, PipelineStatus status) {
        boolean stopped = status.tables().stream().anyMatch(table -> table.state() == TableStatus.State.STOPPED);
        return exit.reason() == ExitReason.COMPLETED && stopped
                ? TABLES_STOPPED
                : exit.reason().code();
    }
}
