package dev.firn.engine.source.debezium;

import com.github.luben.zstd.Zstd;
import com.github.shyiko.mysql.binlog.event.Event;
import com.github.shyiko.mysql.binlog.event.EventHeaderV4;
import com.github.shyiko.mysql.binlog.event.EventType;
import com.github.shyiko.mysql.binlog.event.FormatDescriptionEventData;
import com.github.shyiko.mysql.binlog.event.RotateEventData;
import com.github.shyiko.mysql.binlog.event.TransactionPayloadEventData;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDataDeserializationException;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDataDeserializer;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDeserializer;
import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;
import dev.firn.engine.source.mysql.LoggedServer;
import dev.firn.engine.source.mysql.MysqlCharsets;
import io.debezium.connector.binlog.event.EventDataDeserializationExceptionData;
import io.debezium.connector.binlog.event.StopEventDataDeserializer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The binary log's events, in place of the connector's own reader of them, for the sake of their {@link BinlogRows}. For one thread; hot. */
final class BinlogEvents extends EventDeserializer {

    private static final int PAYLOAD_END = 0;
    private static final int PAYLOAD_SIZE = 1;
    private static final int PAYLOAD_COMPRESSION = 2;
    private static final int PAYLOAD_UNCOMPRESSED_SIZE = 3;
    private static final int ZSTD = 0;

    private final BinlogRows rows;
    private final DistributedTransactions distributed;
    private final LoggedStatements logged;
    private final MysqlCharsets charsets;
    private String file = "";

    BinlogEvents(BinlogRefusals refusals, MysqlHistory history, LoggedServer server) {
        charsets = server.charsets();
        rows = new BinlogRows(refusals, charsets);
        distributed = new DistributedTransactions(refusals);
        logged = new LoggedStatements(server.nameCase(), new BinlogStatements(refusals, history, server));
        setEventDataDeserializer(EventType.STOP, new StopEventDataDeserializer());
        setEventDataDeserializer(EventType.TRANSACTION_PAYLOAD, this::compressed);
        register(this);
    }

    private void register(EventDeserializer events) {
        rows.register(events);
        events.setEventDataDeserializer(EventType.QUERY, in -> BinlogQuery.read(in, charsets));
        events.setEventDataDeserializer(EventType.EXECUTE_LOAD_QUERY, in -> BinlogQuery.readLoad(in, charsets));
    }

    /** The client wants to read statements by itself too, for the sake of its own count of transactions, and wraps the one reading into the other. */
    @Override
    @SuppressWarnings("rawtypes") // as the client has it
    public void setEventDataDeserializer(EventType type, EventDataDeserializer reader) {
        if (type != EventType.QUERY || !(reader instanceof EventDataWrapper.Deserializer)) {
            super.setEventDataDeserializer(type, reader);
        }
    }

    @Override
    public @Nullable Event nextEvent(ByteArrayInputStream in) throws IOException {
        try {
            Event event = super.nextEvent(in);
            return event == null ? null : note(event);
        } catch (EventDataDeserializationException e) {
            if (e.getCause() instanceof IOException) {
                throw e; // the connection has ended
            }
            return unreadable(e);
        }
    }

    /** Takes notice of an event, and gives the one that the connector is told. */
    private Event note(Event event) throws IOException {
        switch (event.getHeader().getEventType()) {
            case TABLE_MAP -> {
                rows.define(event.<BinlogLabels.Table>getData());
                distributed.take(event.<BinlogLabels.Table>getData());
            }
            case PARTIAL_UPDATE_ROWS_EVENT -> event.<EventHeaderV4>getHeader().setEventType(EventType.EXT_UPDATE_ROWS);
            case QUERY -> {
                BinlogQuery query = event.getData();
                distributed.take(query);
                logged.put(query);
            }
            case FORMAT_DESCRIPTION ->
                logged.writtenBy(event.<FormatDescriptionEventData>getData().getServerVersion());
            case EXECUTE_LOAD_QUERY -> logged.put(event.<BinlogQuery>getData());
            case XA_PREPARE -> {
                return distributed.end(event, file);
            }
            case ROTATE -> {
                file = event.<RotateEventData>getData().getBinlogFilename();
                // Without a time it only says at the beginning which file this is.
                if (event.getHeader().getTimestamp() != 0) {
                    rows.clear();
                }
            }
            default -> {}
        }
        return event;
    }

    /** Ends the stream: the client would skip the event without a word. */
    private static Event unreadable(EventDataDeserializationException failure) {
        EventHeaderV4 header = new EventHeaderV4();
        header.setEventType(EventType.INCIDENT);
        header.setTimestamp(failure.getEventHeader().getTimestamp());
        header.setServerId(failure.getEventHeader().getServerId());
        if (failure.getEventHeader() instanceof EventHeaderV4 found) {
            header.setEventLength(found.getEventLength());
            header.setNextPosition(found.getNextPosition());
            header.setFlags(found.getFlags());
        }
        return new Event(header, new EventDataDeserializationExceptionData(failure));
    }

    /** A whole transaction in one event ({@code binlog_transaction_compression}). */
    private TransactionPayloadEventData compressed(ByteArrayInputStream in) throws IOException {
        TransactionPayloadEventData payload = new TransactionPayloadEventData();
        for (int field = in.readPackedInteger(); field != PAYLOAD_END; field = in.readPackedInteger()) {
            int length = in.readPackedInteger();
            switch (field) {
                case PAYLOAD_SIZE -> payload.setPayloadSize(in.readPackedInteger());
                case PAYLOAD_COMPRESSION -> payload.setCompressionType(in.readPackedInteger());
                case PAYLOAD_UNCOMPRESSED_SIZE -> payload.setUncompressedSize(in.readPackedInteger());
                default -> in.skip(length);
            }
        }
        byte[] bytes = in.read(payload.getPayloadSize());
        if (payload.getCompressionType() == ZSTD) {
            bytes = Zstd.decompress(bytes, Math.toIntExact(payload.getUncompressedSize()));
        }
        payload.setUncompressedEvents(new ArrayList<>(events(new ByteArrayInputStream(bytes))));
        return payload;
    }

    private List<Event> events(ByteArrayInputStream in) throws IOException {
        EventDeserializer inner = new EventDeserializer(); // checksums are of whole transactions here
        register(inner);
        List<Event> events = new ArrayList<>();
        for (Event event = inner.nextEvent(in); event != null; event = inner.nextEvent(in)) {
            events.add(note(event));
        }
        return events;
    }
}
