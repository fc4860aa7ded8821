package dev.firn.sink.checkpoint;

import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.ManageSnapshots;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.expressions.Expressions;
import org.jspecify.annotations.Nullable;

/**
 * The branch of the checkpoint table that has the newest state as its only row. It is there for whoever tidies up: what the head of a branch
 * lists is neither an orphan nor expired. Firn itself finds the state by the table's properties; the history is on the main branch.
 */
final class StateBranch {

    static final String NAME = "firn_state";

    /** Who is reading a state while the next is prepared still finds it. */
    static final int KEPT = 4;

    private StateBranch() {}

    /**
     * Whether the catalog keeps branches, as far as is known: some keep the main one alone, and show a table that has just had the branch
     * without it.
     *
     * @param known what was recorded last; null for nothing
     */
    static boolean canBeKept(Table table, @Nullable Entry known) {
        return known == null || StateFile.isUnlisted(known.state()) || isIn(table);
    }

    static boolean isIn(Table table) {
        return table.refs().containsKey(NAME);
    }

    /** Puts the state in the place of the one before. */
    static void replace(Transaction transaction, DataFile state, Map<String, String> summary) {
        OverwriteFiles overwrite = transaction
                .newOverwrite()
                .toBranch(NAME)
                .overwriteByRowFilter(Expressions.alwaysTrue())
                .addFile(state);
        summary.forEach(overwrite::set);
        overwrite.commit();
    }

    /** Lets the branch be short, whatever the table's history is to be. A commit of its own, since Iceberg cannot repeat it on newer metadata. */
    static void limit(Table table) {
        SnapshotRef branch = table.refs().get(NAME);
        if (branch != null && branch.minSnapshotsToKeep() == null) {
            ManageSnapshots limits = table.manageSnapshots();
            limits.setMinSnapshotsToKeep(NAME, KEPT)
                    .setMaxSnapshotAgeMs(NAME, 1)
                    .commit();
        }
    }
}
