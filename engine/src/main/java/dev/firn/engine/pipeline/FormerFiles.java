package dev.firn.engine.pipeline;

import dev.firn.engine.event.SourcePosition;
import dev.firn.schema.change.ColumnPolicy.OnIncompatibleChange;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.layout.TableMode;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tables whose files an older Firn wrote in a way that shows other rows to some readers than the source has: bounds of uuid columns, by which Iceberg's
 * Java library passes over deletes and rows. Only other files mend that, for bounds stand in the files themselves. Under the run's lock.
 */
final class FormerFiles {

    private static final Logger LOG = LoggerFactory.getLogger(FormerFiles.class);

    private static final String FINDING =
            "its files have bounds of uuid columns, which an older Firn wrote and readers take differently";

    private FormerFiles() {}

    /** Has such a table loaded again, once, unless the policy or what the table is forbids that; before the first event. */
    static void replace(Replica replica, TableLayout present, SourcePosition position, RunContext run) {
        TableLayout layout = replica.layout();
        boolean isFollowed =
                replica.standing() instanceof Standing.Streaming || replica.standing() instanceof Standing.Loading;
        if (!isFollowed || layout == null || !replica.origin().isWrittenOtherwise(layout)) {
            return;
        }
        if (layout.mode() == TableMode.CHANGELOG && replica.standing() instanceof Standing.Streaming) {
            // Nobody deletes from it, and a load would replace what was by what is.
            replica.origin().keepsFiles();
            replica.note(
                    FINDING + "; it is a changelog and keeps them: filters on these columns may miss rows until the"
                            + " files are written anew (rewrite_data_files with rewrite-all)");
            LOG.warn(
                    "Table {} is not loaded again, although {}: it is a changelog, whose rows no load brings back. Filters on these"
                            + " columns may miss rows in Spark, Trino and Flink until its files are written anew by another"
                            + " engine: rewrite_data_files with rewrite-all",
                    replica.table(),
                    FINDING);
        } else if (run.settings().columns().of(replica.table()).onIncompatibleChange()
                == OnIncompatibleChange.STOP_TABLE) {
            replica.stop(
                    FINDING + ", and on-incompatible-change is stop-table",
                    FailurePolicy.loadAgain(replica.table().toString()));
        } else {
            replica.load(
                    present,
                    FINDING + "; readers see the old content until the new is complete",
                    position,
                    Duration.ZERO);
            replica.note("load again: " + FINDING);
        }
    }
}
