package dev.firn.engine.stage;

import dev.firn.engine.batch.SealedBatch;
import dev.firn.engine.lake.PresentRows;
import dev.firn.engine.lake.StagedFiles;
import dev.firn.engine.source.ReadColumns;
import dev.firn.engine.source.SourceException;
import dev.firn.engine.source.SourceException.Cure;
import dev.firn.engine.source.TableReader;
import dev.firn.schema.change.ColumnNumbers;
import dev.firn.schema.layout.TableLayout;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What rows of one layout lack, as their source has it now. It is read by the columns' names, which may be those of others where the source is ahead of
 * its log: then it is not taken.
 */
final class MissingValues implements PresentRows {

    private final TableReader reader;
    private final TableLayout layout;
    private final @Nullable ColumnNumbers columns;

    /** How rows are written; known when they are. */
    private volatile @Nullable WriteShape shape;

    /** @param columns which columns the layout's names are; null if nobody knows */
    MissingValues(TableReader reader, TableLayout layout, @Nullable ColumnNumbers columns) {
        this.reader = reader;
        this.layout = layout;
        this.columns = columns;
    }

    @Nullable
    ColumnNumbers columns() {
        return columns;
    }

    void areWrittenBy(WriteShape written) {
        shape = written;
    }

    /** The batch with whole rows. */
    SealedBatch complete(SealedBatch batch) throws InterruptedException {
        return batch.partials().isEmpty() ? batch : batch.completedBy(read(batch.partialKeys()));
    }

    @Override
    public List<@Nullable Object[]> read(StagedFiles generation, List<@Nullable Object[]> keys)
            throws InterruptedException {
        WriteShape written = shape;
        if (written == null) {
            throw new IllegalStateException("Rows of " + layout.table() + " are completed that were not written");
        }
        return read(keys).stream().map(written::shape).toList();
    }

    private List<@Nullable Object[]> read(List<@Nullable Object[]> keys) throws InterruptedException {
        ReadColumns before = reader.columns(layout).orElse(null);
        List<@Nullable Object[]> rows = reader.readRows(layout, keys);
        if (before != null) {
            boolean areKnown = before.areAsKnown(columns);
            boolean stayed = before.equals(reader.columns(layout).orElse(null));
            if (!areKnown || !stayed) {
                throw new SourceException(
                        areKnown ? Cure.RETRY : Cure.OPERATOR,
                        "Cannot read missing values of " + layout.table()
                                + ": its columns have others' names, and the log has not come to that",
                        null);
            }
        }
        return rows;
    }
}
