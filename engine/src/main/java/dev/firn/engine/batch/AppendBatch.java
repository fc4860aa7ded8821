package dev.firn.engine.batch;

import dev.firn.schema.layout.TableLayout;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The batch of a changelog table: its rows in log order. */
public final class AppendBatch implements TableBatch {

    private final TableLayout layout;
    private List<@Nullable Object[]> rows = new ArrayList<>();
    private long bytes;

    public AppendBatch(TableLayout layout) {
        this.layout = layout;
    }

    public void append(@Nullable Object[] row) {
        rows.add(row);
        bytes += RowSize.of(row);
    }

    @Override
    public boolean isEmpty() {
        return rows.isEmpty();
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public SealedBatch seal() {
        SealedBatch sealed = new SealedBatch(layout, rows, List.of(), List.of(), bytes);
        clear();
        return sealed;
    }

    @Override
    public void clear() {
        rows = new ArrayList<>();
        bytes = 0;
    }
}
