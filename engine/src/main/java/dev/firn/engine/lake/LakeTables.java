package dev.firn.engine.lake;

import dev.firn.schema.change.SchemaChange;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.source.TableId;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Schema;

/**
 * The replicated tables of a lake. Methods that name different tables may be called by several threads at a time.
 *
 * <p>All methods throw {@link LakeException}, which says whether time may heal it and whether one table or the lake as a whole is hurt.
 */
public interface LakeTables {

    /** Loads the table, or creates it for the layout if it does not exist; returns its present schema. */
    Schema open(TableLayout layout);

    /**
     * Whether a column that is added to the table can have another value than null in the rows that are there before, without their being
     * written anew: {@link SchemaChange.AddColumn#inOldRows}.
     */
    default boolean takesDefaults(TableId table) {
        return false;
    }

    /** Applies changes in one commit and returns the schema after it. Applying them again changes nothing. */
    Schema evolve(TableId table, List<? extends SchemaChange> changes);

    /**
     * Makes a table whose rows are about to be replaced by a load fit for a layout that it cannot evolve to, and returns its schema:
     * columns of an incompatible type are dropped and added anew, the identifier fields become the layout's key. Doing it again changes
     * nothing. Until the load commits, readers find the old rows without those columns.
     */
    default Schema reshape(TableLayout layout) {
        throw new LakeException(
                LakeException.Scope.TABLE,
                "Cannot change " + layout.table() + " to its new layout: this lake cannot replace columns in place;"
                        + " drop the Iceberg table, then load it again",
                null);
    }

    /**
     * Makes a table whose rows are about to be replaced by a load ready for it: partitions it as it is configured now, if that has changed since it
     * was last partitioned, and takes its columns for Firn's, whoever made them so. Doing it again changes nothing.
     */
    default void readyForLoad(TableId table) {}

    /**
     * What somebody else did to a table, so that it does not equal its source any more and must be loaded again; empty if there is
     * nothing, or no such table.
     *
     * @throws LakeException of scope TABLE if there is, and the table is to stop instead
     */
    default Optional<String> changedByOthers(TableId table) {
        return Optional.empty();
    }

    /** Writes a generation's files. Nothing becomes visible. */
    StagedFiles stage(CheckpointId checkpoint, Generation generation);

    /** Starts to write plain data files of a load, row by row. Nothing becomes visible. */
    RowStage openRowStage(CheckpointId checkpoint, TableId table, Schema schema);

    /** Whether the table is to have places instead of keys in its delete files, so that commits to it go through {@link #resolve}. */
    default boolean resolvesDeletes(TableId table) {
        return false;
    }

    /**
     * Writes the rows of a commit's generations that lack values, with the values that the rows have which they replace: as the table stands at the checkpoint
     * before, and by the earlier generations of the commit. Nothing becomes visible. Called before {@link #resolve}, for a table that {@link #resolvesDeletes resolves} deletes.
     *
     * @param present what a row is completed by that the lake does not have, for whatever reason
     * @return the commit with rows that have all values
     */
    default TableCommit complete(TableCommit commit, PresentRows present) throws InterruptedException {
        throw new UnsupportedOperationException("This lake does not look up rows");
    }

    /**
     * Looks up where the rows are that a commit deletes, and writes the files that say so. Nothing becomes visible. Called before the checkpoint is prepared, when the table stands at the checkpoint before.
     *
     * @return the commit with its {@link Resolution}; as it is if its table has keys in its delete files, or files that were staged for it are gone, which
     *     {@link #commit} says
     */
    default TableCommit resolve(TableCommit commit) {
        return commit;
    }

    /**
     * Commits a table's part of a checkpoint in one catalog commit. Committing it again, in this process or another, changes
     * nothing and gives {@link CommitOutcome.Committed}.
     *
     * <p>A table's first commit begins with a {@link TableCommit.Step.Replace}, if only by nothing. Changes for a table that never had one
     * are rejected: somebody dropped it, and {@link #open} made it anew, empty.
     *
     * <p>Files that another process staged, or this one long ago, are looked at first: a table that lists a file which is gone cannot be read
     * any more.
     */
    CommitOutcome commit(TableCommit commit);

    /** Deletes staged files that no checkpoint refers to; best effort. */
    void discard(TableId table, StagedFiles staged);

    /** A writer of data files. Used by one thread at a time. */
    interface RowStage extends AutoCloseable {

        /** Writes a row; its array may be reused afterwards. */
        void write(Object[] row);

        /** Ends the files and lists them. */
        StagedFiles finish();

        /** Discards what was written unless {@link #finish} was called. */
        @Override
        void close();
    }
}
