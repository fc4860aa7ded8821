package dev.firn.engine.pipeline;

import dev.firn.engine.checkpoint.TableOrigin;
import dev.firn.engine.checkpoint.TableOrigin.Writing;
import dev.firn.engine.source.TableIdentity;
import dev.firn.schema.change.ColumnNumbers;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.layout.ValueOrder;
import dev.firn.schema.source.TableDefinition;
import dev.firn.schema.source.TableId;
import org.jspecify.annotations.Nullable;

/**
 * What a replica's content is made from. Which table of the source a load is of counts only when the load's turn has come: until then a
 * checkpoint still names the one before, since whoever goes on from it gets that one's events first. Under the run's lock.
 */
final class ReplicaOrigin {

    private final TableId table;
    private final RunContext run;
    private TableOrigin now;

    /** What the load that is waited for is of; null where it is what the table had all along. */
    private @Nullable TableOrigin awaited;

    ReplicaOrigin(TableId table, TableOrigin origin, RunContext run) {
        this.table = table;
        this.now = origin;
        this.run = run;
    }

    TableOrigin now() {
        return now;
    }

    /** Whether the configuration had other rules for the table when its content was loaded. If nobody knows, it had the same. */
    boolean isMadeByOtherRules() {
        now = now.orBy(rules());
        return !now.rules().equals(rules());
    }

    private String rules() {
        return run.settings().tables().rulesOf(table);
    }

    /** The table is the one that it was, as far as anybody knows. Whether that says more of it than was known. */
    boolean isKnownBetter(@Nullable TableIdentity identity) {
        boolean better = now.isKnownBetterBy(identity);
        if (better) {
            is(identity);
        }
        return better;
    }

    void is(@Nullable TableIdentity identity) {
        now = now.of(identity);
    }

    /**
     * Whether the content may have files that must not stay: it was written by an older Firn, and has columns that this one writes otherwise. What has
     * none stays, and is written from here on as all else.
     */
    boolean isWrittenOtherwise(TableLayout layout) {
        if (now.writing() != Writing.present() && ValueOrder.isCommon(layout)) {
            now = now.writtenNow();
        }
        return now.writing() != Writing.present();
    }

    /** Files that an older Firn wrote stay all the same. */
    void keepsFiles() {
        now = now.writtenNow();
    }

    /** A load is queued, by the rules of the configuration, of the table that has been there all along. */
    void queued() {
        now = now.by(rules()).writtenNow().called(null);
        awaited = null;
    }

    /** The queued load is of another table. */
    void awaits(@Nullable TableIdentity identity) {
        awaited = now.of(identity);
    }

    /** The changes of the table whose load is awaited are carried by the log from before that load. */
    void covered(TableIdentity identity) {
        if (awaited != null && awaited.isKnownBetterBy(identity)) {
            awaited = awaited.of(identity);
        }
    }

    /** Which columns the names of the layout are; null if nobody knows. */
    @Nullable
    ColumnNumbers columns() {
        return now.columns();
    }

    void columnsAre(@Nullable ColumnNumbers columns) {
        now = now.called(columns);
    }

    /** What the source says of the table, and the lake says too. */
    void define(@Nullable TableDefinition definition) {
        now = now.defined(definition);
    }

    /** The load's turn has come. */
    void begins() {
        if (awaited != null) {
            now = awaited.defined(now.definition());
            awaited = null;
        }
    }
}
