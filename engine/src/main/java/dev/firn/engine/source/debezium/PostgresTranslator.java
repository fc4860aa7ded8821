package dev.firn.engine.source.debezium;

import dev.firn.engine.event.ChangeEvent;
import dev.firn.engine.event.SourceMark;
import dev.firn.engine.event.TransactionId;
import dev.firn.engine.source.SourceState;
import dev.firn.engine.source.postgres.PostgresPosition;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * Tells PostgreSQL's records as events.
 *
 * <p>The server sends whole transactions in the order of their commits, and messages outside of transactions between them. Behind either, what has been
 * sent is exactly what committed before that record's place: a {@link ChangeEvent.Boundary}. What an event's own LSN
 * says is of no use for order, as it is where the change was written, not where it was committed.
 */
final class PostgresTranslator implements Translator, EventOrigin {

    private static final String LSN = "lsn";
    private static final String PUBLICATION = "publication";
    private static final String COMMITTED_LSN = "lsn_commit";

    private final StreamedTables tables;
    private final PostgresColumns columns;
    private final String transactionTopic;
    private final String messageTopic;
    private final long publication;
    private final LongConsumer delivered;

    private boolean inTransaction;
    /** Behind which transactions the open one was committed: with the event's number in it, where the event stands. */
    private long boundaryLsn;

    private PostgresColumns.@Nullable Known lastWritten;
    private String lastText = "";

    /** The change that is being translated. */
    private @Nullable Struct current;

    /**
     * @param columns what the tables are told apart by
     * @param from where the stream starts
     * @param publication the object id of the publication that the stream is read through
     * @param delivered is told the id of every transaction before its events are handed on
     */
    PostgresTranslator(
            StreamedTables tables,
            PostgresColumns columns,
            String topicPrefix,
            long from,
            long publication,
            LongConsumer delivered) {
        this.columns = columns;
        this.publication = publication;
        this.delivered = delivered;
        this.tables = tables;
        this.transactionTopic = topicPrefix + ".transaction";
        this.messageTopic = topicPrefix + ".message";
        this.boundaryLsn = from;
        columns.reached(new PostgresPosition(from));
    }

    @Override
    public void translate(SourceRecord record, List<ChangeEvent> out) {
        String topic = record.topic();
        if (topic.equals(transactionTopic)) {
            transaction(record, out);
        } else if (topic.equals(messageTopic)) {
            message(record, out);
        } else {
            current = (Struct) record.value();
            tables.translate(record, this, out);
        }
    }

    private void transaction(SourceRecord record, List<ChangeEvent> out) {
        Struct value = (Struct) record.value();
        inTransaction = value.getString("status").equals("BEGIN");
        if (inTransaction) {
            delivered.accept(transactionId(value.getString("id")));
        } else {
            boundary(record, Math.multiplyExact(value.getInt64("ts_ms"), 1_000L), out);
        }
    }

    /** Of {@code 571:53195829}, the transaction's id and the place of its commit. */
    private static long transactionId(String id) {
        int colon = id.indexOf(':');
        return Long.parseLong(colon < 0 ? id : id.substring(0, colon));
    }

    /** A message outside of a transaction; one inside is the user's own, and means nothing here. */
    private void message(SourceRecord record, List<ChangeEvent> out) {
        if (!inTransaction) {
            boundary(record, ((Struct) record.value()).getInt64("ts_ms") * 1_000L, out);
        }
    }

    private void boundary(SourceRecord record, long timestampMicros, List<ChangeEvent> out) {
        boundaryLsn = lsn(record.sourceOffset());
        columns.reached(new PostgresPosition(boundaryLsn));
        out.add(new ChangeEvent.Boundary(new PostgresMark(boundaryLsn, timestampMicros, columns.known())));
    }

    @Override
    public String position() {
        long order = current().getStruct("transaction").getInt64("total_order");
        return String.format(Locale.ROOT, "%016X:%010d", boundaryLsn, order);
    }

    @Override
    public long committedMicros() {
        return current().getStruct("source").getInt64("ts_us");
    }

    @Override
    public TransactionId transaction() {
        return new TransactionId(Long.toString(current().getStruct("source").getInt64("txId")));
    }

    private Struct current() {
        return Objects.requireNonNull(current, "asked for the origin of no event");
    }

    @Override
    public SourceState stateAt(SourceMark mark) {
        PostgresMark at = (PostgresMark) mark;
        return new SourceState(OffsetText.write(Map.of(LSN, at.lsn(), PUBLICATION, publication)), text(at.columns()));
    }

    /** Most marks have what the one before had. */
    @SuppressWarnings("ReferenceEquality")
    private synchronized String text(PostgresColumns.Known known) {
        if (known != lastWritten) {
            lastWritten = known;
            lastText = PostgresColumns.write(known);
        }
        return lastText;
    }

    @Override
    public Map<String, Object> acknowledgement(SourceMark mark) {
        long lsn = ((PostgresMark) mark).lsn();
        return Map.of(LSN, lsn, COMMITTED_LSN, lsn);
    }

    /**
     * Without the connector's own notes of the last event ({@code lsn_proc}, {@code lsn_commit}): those make it search for that event
     * before it streams, and wait for one that may never come. The server itself starts exactly behind a commit.
     */
    static Map<String, Object> startOffset(long lsn) {
        return Map.of(LSN, lsn);
    }

    /** The publication that a state was read through; empty if an older version wrote it. */
    static OptionalLong publication(SourceState state) {
        Map<String, Object> offset = OffsetText.read(state.offset());
        return offset.containsKey(PUBLICATION)
                ? OptionalLong.of(OffsetText.number(offset, PUBLICATION))
                : OptionalLong.empty();
    }

    static long lsn(Map<String, ?> offset) {
        return OffsetText.number(offset, LSN);
    }
}
