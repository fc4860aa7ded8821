package dev.firn.engine.source.mysql;

import dev.firn.engine.source.TableReader.RowReceiver;
import dev.firn.engine.source.jdbc.Projection;
import dev.firn.engine.source.jdbc.Session;
import dev.firn.schema.layout.LakeColumn;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a range of keys by queries that are short whatever the rows are like: each goes on behind the last key of the one before, and takes as
 * many rows as one of {@link #AIM} seems to have time for. One that lasts longer than {@link #PATIENCE} all the same is broken off, its rows
 * so far stand. Rows are streamed, so that no more than one is in memory.
 */
final class ChunkRead {

    /** How long a query should last, with everything that is done with its rows meanwhile. */
    private static final Duration AIM = Duration.ofSeconds(2);

    /** How long it may last. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final long FIRST_QUERY_BYTES = RowWidth.CHUNK_BYTES / 2;
    private static final long MAX_ROWS = 1_000_000;
    private static final int MAX_GROWTH = 4;
    /** Between two looks at the clock, which would else cost a percent. */
    private static final int ROWS_PER_LOOK = 16;

    private final Supplier<Session> sessions;
    private final LongSupplier nanoTime;
    private final KeyRange range;
    private final KeyAccess access;
    /** What is selected: what rows are made of, and what else the key is made of. */
    private final List<String> selected;

    /**
     * Prepares a read.
     *
     * @param sessions opens a session; the reader closes it
     * @param nanoTime the clock, in nanoseconds
     * @param access how the table is read by the range's index
     */
    ChunkRead(
            Supplier<Session> sessions,
            LongSupplier nanoTime,
            Projection<?> projection,
            KeyRange range,
            KeyAccess access) {
        this.sessions = sessions;
        this.nanoTime = nanoTime;
        this.range = range;
        this.access = access;
        List<String> key = access.columns().stream().map(KeyColumn::expression).toList();
        this.selected = new ArrayList<>(
                projection.columns().stream().map(column -> column.expression()).toList());
        if (columnNames(projection).allMatch(access::covers)) {
            selected.add(access.uncovered());
        }
        key.stream().filter(expression -> !selected.contains(expression)).forEach(selected::add);
    }

    private static Stream<String> columnNames(Projection<?> projection) {
        return projection.layout().columns().stream()
                .limit(projection.columns().size())
                .map(LakeColumn::name);
    }

    /** How a query ended. */
    private sealed interface End {

        /** There are no more rows in the range. */
        record Exhausted() implements End {}

        /** There may be more rows behind a key. */
        record At(List<String> key, long rows, boolean brokenOff) implements End {}
    }

    void read(RowDecoder decoder, RowReceiver rows) throws InterruptedException {
        List<String> after = range.after();
        long limit = 0;
        while (true) {
            try (Session session = sessions.get()) {
                limit = limit == 0 ? firstLimit(session) : limit;
                long started = nanoTime.getAsLong();
                End end = query(session, after, limit, decoder, rows);
                if (!(end instanceof End.At at)) {
                    return;
                }
                after = at.key;
                limit = nextLimit(at.rows, nanoTime.getAsLong() - started);
                if (at.brokenOff) {
                    session.discard();
                }
            }
        }
    }

    private long firstLimit(Session session) {
        return Math.max(1, FIRST_QUERY_BYTES / RowWidth.of(session, access.table()));
    }

    /** As many rows as the aim has time for, at the rate of those before. */
    private static long nextLimit(long rows, long nanos) {
        double fitting = (double) rows * AIM.toNanos() / Math.max(1, nanos);
        return Math.max(1, (long) Math.min(Math.min(MAX_ROWS, rows * (double) MAX_GROWTH), fitting));
    }

    private String sql(List<String> after, long limit) {
        return "SELECT " + String.join(", ", selected)
                + access.from()
                + access.range().after(after).upTo(range.upTo()).sql()
                + access.ascending() + " LIMIT " + limit;
    }

    private End query(Session session, List<String> after, long limit, RowDecoder decoder, RowReceiver rows)
            throws InterruptedException {
        List<End> end = new ArrayList<>(1);
        session.read(connection -> {
            boolean whole = false;
            try {
                Statement statement =
                        connection.createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY);
                // The driver's word for: row by row as they come, nothing gathered.
                statement.setFetchSize(Integer.MIN_VALUE);
                ResultSet result = statement.executeQuery(sql(after, limit));
                end.add(take(result, limit, decoder, rows));
                if (!(end.get(0) instanceof End.At at && at.brokenOff)) {
                    result.close();
                    statement.close();
                    whole = true;
                }
            } finally {
                if (!whole) {
                    // To close a result is to take what is left of it, which could last.
                    connection.abort(Runnable::run);
                }
            }
        });
        return end.get(0);
    }

    private End take(ResultSet result, long limit, RowDecoder decoder, RowReceiver rows)
            throws SQLException, InterruptedException {
        long deadline = nanoTime.getAsLong() + PATIENCE.toNanos();
        @Nullable Object[] row = decoder.newRow();
        long taken = 0;
        SentRow sent = decoder.sent(result, selected.size());
        while (sent.next()) {
            decode(sent, decoder, row);
            rows.accept(row);
            taken++;
            if (taken == limit) {
                return new End.At(keyOf(sent), taken, false);
            }
            if (taken % ROWS_PER_LOOK == 0 && nanoTime.getAsLong() > deadline) {
                return new End.At(keyOf(sent), taken, true);
            }
        }
        return new End.Exhausted();
    }

    private void decode(SentRow sent, RowDecoder decoder, @Nullable Object[] row) throws SQLException {
        try {
            decoder.decode(sent, row);
        } catch (ArithmeticException | NumberFormatException e) {
            // What a query reads has the table's types at its beginning, and it may have been altered since it was
            // looked up.
            throw MysqlTableReader.changed(
                    access.table(), "a value is none of its column's type any more (" + e.getMessage() + ")");
        }
    }

    private List<String> keyOf(SentRow sent) {
        List<String> values = new ArrayList<>();
        for (KeyColumn column : access.columns()) {
            values.add(column.text(Objects.requireNonNull(sent.value(selected.indexOf(column.expression())))));
        }
        return values;
    }
}
