package dev.firn.engine.source.debezium;

import dev.firn.engine.event.SourceMark;
import dev.firn.engine.source.postgres.PostgresPosition;
import dev.firn.schema.change.ColumnNumbers;
import dev.firn.schema.source.TableId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A place in PostgreSQL's log where no transaction is open.
 *
 * @param lsn the end of a commit's record, or the start of a message's: from here on the server sends what commits later
 * @param timestampMicros when the source committed the last transaction before it, in microseconds since 1970
 * @param columns which columns the log had shown there
 */
record PostgresMark(long lsn, long timestampMicros, PostgresColumns.Known columns) implements SourceMark {

    @Override
    public PostgresPosition position() {
        return new PostgresPosition(lsn);
    }

    @Override
    public Instant sourceTimestamp() {
        return Instant.ofEpochSecond(
                Math.floorDiv(timestampMicros, 1_000_000L), Math.floorMod(timestampMicros, 1_000_000L) * 1_000L);
    }

    @Override
    public @Nullable ColumnNumbers columnNumbers(TableId table) {
        PostgresColumns.Shown shown = columns.tables().get(table);
        return shown == null ? null : shown.numbers();
    }
}
