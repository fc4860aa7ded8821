package dev.firn.engine.pipeline;

import dev.firn.engine.checkpoint.OutcomeUnknown;
import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.lake.LakeException;
import dev.firn.engine.lake.Overtaken;
import dev.firn.engine.lake.Owner;
import dev.firn.engine.lake.StateLost;
import dev.firn.engine.source.SourceException;

/** The one place that says what a failure means: try again, stop the table, start a new run, or end the process; and what the operator can do. */
final class FailurePolicy {

    private static final String START_ANEW =
            "start once by firn run --start-anew, which loads every table again while readers keep what they have";

    private FailurePolicy() {}

    /** What is to happen. */
    sealed interface Verdict {

        /** The table stops; the others go on. */
        record StopTable(String reason, String remedy) implements Verdict {}

        /** A new run goes on from the last checkpoint, after a while. */
        record NewRun(String reason) implements Verdict {}

        /** The process ends. */
        record End(Exit exit) implements Verdict {}
    }

    /** Whether the same attempt may succeed later. */
    static boolean heals(Throwable failure) {
        if (failure instanceof OutcomeUnknown) {
            return true;
        }
        if (failure instanceof LakeException lake) {
            return lake.scope() == LakeException.Scope.TRANSIENT;
        }
        return failure instanceof SourceException source && source.cure() == SourceException.Cure.RETRY;
    }

    /** What a failure at one table's work leads to, when it does not heal. */
    static Verdict ofTable(String table, Throwable failure) {
        if (failure instanceof LakeException lake && lake.scope() == LakeException.Scope.LAKE) {
            return ofRun(failure);
        }
        if (failure instanceof Error || failure instanceof Overtaken) {
            return ofRun(failure);
        }
        if (failure instanceof InterruptedException) {
            return new Verdict.NewRun("Interrupted while working on " + table);
        }
        String reason = failure instanceof LakeException || failure instanceof SourceException
                ? message(failure)
                : "Unexpected failure while working on " + table + ": " + failure;
        return new Verdict.StopTable(reason, loadAgain(table));
    }

    /** What a failure that concerns all tables leads to. */
    static Verdict ofRun(Throwable failure) {
        if (failure instanceof SourceException source && source.cure() == SourceException.Cure.OPERATOR) {
            return end(
                    ExitReason.SOURCE_NEEDS_OPERATOR,
                    failure,
                    "mend what the message names at the source, then start Firn again; firn check shows the statements");
        }
        if (failure instanceof LakeException lake && lake.scope() == LakeException.Scope.LAKE) {
            return end(
                    ExitReason.LAKE_NEEDS_OPERATOR,
                    failure,
                    "mend what the message names at the catalog or the warehouse, then start Firn again; firn check shows what is missing");
        }
        if (failure instanceof StateLost) {
            return end(ExitReason.LAKE_NEEDS_OPERATOR, failure, "bring the file back, or " + START_ANEW);
        }
        if (failure instanceof UnreadableState) {
            return end(
                    ExitReason.CONFIGURATION, failure, "run a version of Firn that reads this state, or " + START_ANEW);
        }
        if (failure instanceof OutOfMemoryError) {
            return end(
                    ExitReason.INTERNAL_ERROR, failure, "lower the memory budget, or give the process a larger heap");
        }
        return new Verdict.NewRun(message(failure));
    }

    /** What a prepare leads to that another process, or another run of this one, was faster with. */
    static Verdict fenced(String pipeline, CheckpointId checkpoint, Owner owner, Owner winner) {
        if (owner.isSameProcess(winner)) {
            return new Verdict.NewRun("An earlier run of this process prepared checkpoint " + checkpoint
                    + " after all, when it had already ended");
        }
        return new Verdict.End(new Exit(
                ExitReason.FENCED,
                "Cannot prepare checkpoint " + checkpoint + ": pipeline " + pipeline + " is owned by " + winner
                        + ", which prepared a checkpoint after this process had read the newest",
                "let one process run each pipeline: stop " + winner + ", or leave this one stopped"));
    }

    private static Verdict end(ExitReason reason, Throwable failure, String remedy) {
        return new Verdict.End(new Exit(reason, message(failure), remedy));
    }

    /** The remedy for a table that cannot go on from where it stands. */
    static String loadAgain(String table) {
        return "mend the cause, then load the table again: firn resync " + table;
    }

    static String message(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank() ? failure.toString() : message;
    }
}
