package dev.firn.engine.source.debezium;

import com.github.luben.zstd.Zstd;
import com.github.shyiko.mysql.binlog.event.Event;
import com.github.shyiko.mysql.binlog.event.EventHeaderV4;
import com.github.shyiko.mysql.binlog.event.EventType;
import com.github.shyiko.mysql.binlog.event.FormatDescriptionEventData;
import com.github.shyiko.mysql.binlog.event.QueryEventData;
import com.github.shyiko.mysql.binlog.event.RotateEventData;
import com.github.shyiko.mysql.binlog.event.TransactionPayloadEventData;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDataDeserializationException;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDataDeserializer;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDeserializer;
import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;
import dev.firn.engine.source.mysql.LoggedServer;
import dev.firn.engine.source.mysql.MysqlCharsets;
import dev.firn.engine.source.mysql.MysqlPosition;
import dev.firn.schema.source.TableId;
import io.debezium.connector.binlog.event.EventDataDeserializationExceptionData;
import io.debezium.connector.binlog.event.StopEventDataDeserializer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
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
    private final LoggedTables tables;
    private final AwaitedDefinitions awaited;
    private final MysqlCharsets charsets;

    /** What the connector is to hear before the event that was read last. */
    private List<String> ahead = List.of();

    /** Where the last event ended. */
    private MysqlPosition place = new MysqlPosition(".0", 0, "");

    /**
     * @param server whom to ask for what the log leaves open
     * @param selected which tables are replicated
     * @param known by what the connector reads rows
     */
    BinlogEvents(
            BinlogRefusals refusals,
            MysqlHistory history,
            LoggedServer server,
            Predicate<TableId> selected,
            KnownDefinitions known) {
        charsets = server.charsets();
        rows = new BinlogRows(refusals, charsets);
        distributed = new DistributedTransactions(refusals);
        awaited = new AwaitedDefinitions(server, known, refusals);
        logged = new LoggedStatements(
                server.nameCase(), selected, known, awaited, new BinlogStatements(refusals, history, server));
        tables = new LoggedTables(server.nameCase(), selected, known, awaited);
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
            return event == null ? null : toldBeside(note(event));
        } catch (EventDataDeserializationException e) {
            if (e.getCause() instanceof IOException) {
                throw e; // the connection has ended
            }
            return unreadable(e);
        }
    }

    /** Takes notice of an event, and gives the one that the connector is told, {@link #ahead} what it is told before. */
    private Event note(Event event) throws IOException {
        advance(event);
        ahead = List.of();
        switch (event.getHeader().getEventType()) {
            case TABLE_MAP -> {
                BinlogLabels.Table table = event.getData();
                rows.define(table);
                distributed.take(table);
                ahead = tables.define(event, table);
            }
            case PARTIAL_UPDATE_ROWS_EVENT -> {
                event.<EventHeaderV4>getHeader().setEventType(EventType.EXT_UPDATE_ROWS);
                tables.pass(event);
            }
            case WRITE_ROWS, UPDATE_ROWS, DELETE_ROWS, EXT_WRITE_ROWS, EXT_UPDATE_ROWS, EXT_DELETE_ROWS ->
                tables.pass(event);
            case QUERY -> {
                BinlogQuery query = event.getData();
                distributed.take(query);
                ahead = logged.put(query, place);
                if (!query.isBegin()) {
                    tables.clear();
                }
            }
            case FORMAT_DESCRIPTION ->
                logged.writtenBy(event.<FormatDescriptionEventData>getData().getServerVersion());
            case EXECUTE_LOAD_QUERY -> ahead = logged.put(event.<BinlogQuery>getData(), place);
            case XA_PREPARE -> {
                return distributed.end(event, place.file());
            }
            case ROTATE -> {
                // Without a time it only says at the beginning which file this is.
                if (event.getHeader().getTimestamp() != 0) {
                    rows.clear();
                    tables.clear();
                }
            }
            default -> {}
        }
        return event;
    }

    /** Events within a compressed transaction have no place of their own: they are where that one begins. */
    private void advance(Event event) {
        if (event.getHeader().getEventType() == EventType.ROTATE) {
            RotateEventData rotation = (RotateEventData) EventDataWrapper.internal(event.getData());
            place = new MysqlPosition(rotation.getBinlogFilename(), rotation.getBinlogPosition(), "");
        } else if (event.getHeader() instanceof EventHeaderV4 header && header.getNextPosition() > 0) {
            place = new MysqlPosition(place.file(), header.getNextPosition(), "");
        }
    }

    /** An event with statements of Firn's before and behind it, which come as one event to the connector. */
    private Event toldBeside(Event event) {
        List<String> behind = awaited.at(place);
        if (ahead.isEmpty() && behind.isEmpty()) {
            return event;
        }
        if (!behind.isEmpty()) {
            tables.clear();
        }
        EventHeaderV4 header = event.getHeader();
        List<Event> all = new ArrayList<>();
        ahead.forEach(statement -> all.add(statement(statement, header)));
        all.add(event);
        behind.forEach(statement -> all.add(statement(statement, header)));
        EventHeaderV4 whole = new EventHeaderV4();
        whole.setEventType(EventType.TRANSACTION_PAYLOAD);
        whole.setTimestamp(header.getTimestamp());
        whole.setServerId(header.getServerId());
        whole.setEventLength(header.getEventLength());
        whole.setNextPosition(header.getNextPosition());
        whole.setFlags(header.getFlags());
        TransactionPayloadEventData payload = new TransactionPayloadEventData();
        payload.setUncompressedEvents(new ArrayList<>(all));
        return new Event(whole, payload);
    }

    /** A statement that stands nowhere in the log. */
    private static Event statement(String sql, EventHeaderV4 beside) {
        EventHeaderV4 header = new EventHeaderV4();
        header.setEventType(EventType.QUERY);
        header.setTimestamp(beside.getTimestamp());
        header.setServerId(beside.getServerId());
        QueryEventData data = new QueryEventData();
        data.setDatabase("");
        data.setSql(sql);
        return new Event(header, data);
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
            EventHeaderV4 header = event.getHeader();
            Event told = note(event);
            ahead.forEach(statement -> events.add(statement(statement, header)));
            events.add(told);
        }
        return events;
    }
}
