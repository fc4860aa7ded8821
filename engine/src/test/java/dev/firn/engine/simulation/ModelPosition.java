package dev.firn.engine.simulation;

import dev.firn.engine.event.SourceMark;
import dev.firn.engine.event.SourcePosition;
import dev.firn.schema.change.ColumnNumbers;
import dev.firn.schema.source.TableId;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A place in the model database's log: how many transactions were committed. */
record ModelPosition(int committed) implements SourcePosition {

    @Override
    public boolean reached(SourcePosition target) {
        return committed >= ((ModelPosition) target).committed;
    }

    static ModelPosition parse(String text) {
        return new ModelPosition(Integer.parseInt(text.substring("log/".length())));
    }

    @Override
    public String toString() {
        return "log/" + committed;
    }

    /**
     * A mark at a position.
     *
     * @param columns those that the log has shown, where it does not tell of them by itself
     */
    record Mark(ModelPosition position, Instant sourceTimestamp, Map<TableId, ColumnNumbers> columns)
            implements SourceMark {

        @Override
        public @Nullable ColumnNumbers columnNumbers(TableId table) {
            return columns.get(table);
        }
    }
}
