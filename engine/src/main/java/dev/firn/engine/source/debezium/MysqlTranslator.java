package dev.firn.engine.source.debezium;

import dev.firn.engine.event.ChangeEvent;
import dev.firn.engine.event.SourceMark;
import dev.firn.engine.event.TransactionId;
import dev.firn.engine.source.SourceException;
import dev.firn.engine.source.SourceException.Cure;
import dev.firn.engine.source.SourceState;
import dev.firn.engine.source.mysql.GtidSet;
import dev.firn.engine.source.mysql.MysqlPosition;
import dev.firn.schema.source.SourceTable;
import io.debezium.document.Document;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * Tells MySQL's records as events.
 *
 * <p>There is a boundary behind every transaction's end and at the heartbeats of an idle server. A statement that changes a
 * definition stands outside of transactions and has no end of its own; as one statement may come as several records, the boundary behind
 * it is the next of the two others.
 */
final class MysqlTranslator implements Translator, EventOrigin {

    private static final String UNREAD =
            "its definition is read from the catalog, since a statement in the log is not understood";

    private final StreamedTables tables;
    private final MysqlHistory history;
    private final BinlogRefusals refusals;
    private final Supplier<MysqlPosition> server;
    private final String transactionTopic;
    private final String definitionTopic;
    private final String heartbeatTopic;

    private boolean inTransaction;

    /** The last boundary, told or held back; null before the first record of the log. */
    private @Nullable MysqlMark reached;

    /** Whether that boundary's file is one of the server that is read now; a checkpoint's may be another's. */
    private boolean startsHere;

    /** The GTID of a definition's change since then, which the connector counts only when the next one begins. */
    private @Nullable String uncountedGtid;

    /** Where the connector had read all definitions, while the stream has not come there; null otherwise. */
    private @Nullable MysqlPosition definitionsReadAt;

    /** Whether the connector still has to read the definitions. */
    private boolean awaitsDefinitions;

    private @Nullable SourceRecord current;

    /**
     * @param refusals what the reader of the log could not read
     * @param from where the stream starts; null if the connector starts where the server stands, with the definitions as they are
     * @param server where the server's log stands now
     */
    MysqlTranslator(
            StreamedTables tables,
            MysqlHistory history,
            BinlogRefusals refusals,
            Supplier<MysqlPosition> server,
            String topicPrefix,
            @Nullable MysqlMark from) {
        this.tables = tables;
        this.history = history;
        this.refusals = refusals;
        this.server = server;
        this.transactionTopic = topicPrefix + ".transaction";
        this.definitionTopic = topicPrefix;
        this.heartbeatTopic = "__debezium-heartbeat." + topicPrefix;
        this.reached = from;
        this.awaitsDefinitions = from == null;
    }

    @Override
    public void translate(SourceRecord record, List<ChangeEvent> out) {
        refusals.drain((table, reason) -> tables.refuse(table, reason, out));
        String topic = record.topic();
        current = record;
        if (topic.equals(definitionTopic)) {
            definition(record, out);
            return;
        }
        if (awaitsDefinitions) {
            definitionsAreRead();
        }
        if (topic.equals(transactionTopic)) {
            transaction(record, out);
        } else if (topic.equals(heartbeatTopic)) {
            heartbeat(record, out);
        } else {
            change(record, out);
        }
    }

    /** The only change outside of transactions that the log tells is a truncate. */
    private void change(SourceRecord record, List<ChangeEvent> out) {
        if (!inTransaction) {
            uncountedGtid = source(record).getString("gtid");
            if (!((Struct) record.value()).getString("op").equals("t")) {
                tables.refuse(record, "the log tells it outside of transactions; resync the table", out);
                return;
            }
        }
        tables.translate(record, this, out);
    }

    private void transaction(SourceRecord record, List<ChangeEvent> out) {
        Struct value = (Struct) record.value();
        inTransaction = value.getString("status").equals("BEGIN");
        refusals.requireReader();
        if (!inTransaction) {
            MysqlMark end = MysqlMark.of(record.sourceOffset(), value.getInt64("ts_ms"));
            refusals.drainAt(end.file(), end.offset(), (table, reason) -> tables.refuse(table, reason, out));
            boundary(end, out);
        }
    }

    private void heartbeat(SourceRecord record, List<ChangeEvent> out) {
        if (inTransaction) {
            return;
        }
        MysqlMark heard = MysqlMark.of(record.sourceOffset(), ((Struct) record.value()).getInt64("ts_ms"));
        if (startsHere && reached != null && !heard.coordinates().reached(reached.coordinates())) {
            return; // a server that is asked by GTIDs opens with the head of the file in which it finds them
        }
        boundary(heard.withGtidSet(gtidSetAt(heard)), out);
    }

    /**
     * The transactions up to a place between two of them. The connector's set lacks a change of a definition until the next transaction begins, and never
     * tells of one that it filters out; if the server has nothing behind the place, its own set has those too. That one in turn lacks what is
     * written to the log and not committed in the engine yet: a start by it alone would deliver such a transaction twice.
     */
    private String gtidSetAt(MysqlMark heard) {
        if (reached != null && heard.coordinates().equals(reached.coordinates())) {
            return reached.gtidSet();
        }
        GtidSet counted = GtidSet.parse(heard.gtidSet());
        GtidSet before = reached == null ? GtidSet.EMPTY : GtidSet.parse(reached.gtidSet());
        GtidSet known = counted.containsAll(before) ? counted : before;
        GtidSet delivered = uncountedGtid == null ? known : known.plus(uncountedGtid);
        MysqlPosition now = server.get();
        return (heard.isAt(now) ? delivered.plus(GtidSet.parse(now.gtidSet())) : delivered).toString();
    }

    private void boundary(MysqlMark mark, List<ChangeEvent> out) {
        reached = mark;
        startsHere = true;
        uncountedGtid = null;
        if (definitionsReadAt != null && !mark.position().reached(definitionsReadAt)) {
            return; // a checkpoint here would keep definitions that may be of a later place
        }
        definitionsReadAt = null;
        out.add(new ChangeEvent.Boundary(mark));
    }

    /** From the first record of the log on, the definitions are those of some place between the stream's start and now. */
    private void definitionsAreRead() {
        awaitsDefinitions = false;
        definitionsReadAt = server.get();
    }

    /** Whether the stream has not come yet to where all definitions were read. */
    boolean isBeginning() {
        return awaitsDefinitions || definitionsReadAt != null;
    }

    private void definition(SourceRecord record, List<ChangeEvent> out) {
        Struct value = (Struct) record.value();
        Struct source = value.getStruct("source");
        if (source.getString("snapshot") != null) {
            // Read at the start, and told with the first row of each table.
            reached = MysqlMark.of(record.sourceOffset(), 0);
            startsHere = true;
            return;
        }
        if (awaitsDefinitions) {
            definitionsAreRead();
        }
        MysqlMark place = MysqlMark.of(record.sourceOffset(), 0);
        String statement = value.getString("ddl");
        if (!AwaitedDefinitions.isLoss(statement) && !AwaitedDefinitions.isArrival(statement)) {
            refuseRace(place, statement);
        }
        uncountedGtid = source.getString("gtid");
        if (AwaitedDefinitions.isLoss(statement)) {
            unread(value, out);
            return;
        }
        List<Struct> changes = value.getArray("tableChanges");
        DroppedDatabase.by(value.getString("ddl"))
                .ifPresent(database -> history.tablesBefore(place, database).forEach(table -> tables.drop(table, out)));
        for (Struct change : changes) {
            change(change, place, statement, out);
        }
        if (AwaitedDefinitions.isAfterLoss(statement)) {
            unread(value, out);
        }
        RowsMoved.by(value.getString("ddl"), value.getString("databaseName"))
                .forEach(table -> tables.untold(
                        table,
                        "a partition of it was dropped, emptied or exchanged, and the log does not tell the rows",
                        out));
    }

    /** Changes that the connector was not shown are the load's. */
    private void unread(Struct definition, List<ChangeEvent> out) {
        List<Struct> changes = definition.getArray("tableChanges");
        for (Struct change : changes) {
            tables.untold(MysqlHistory.tableId(change.getString("id")), UNREAD, out);
        }
    }

    /** A definition that changed while the definitions were read may have been read before or after: nobody can tell. */
    private void refuseRace(MysqlMark place, String statement) {
        if (definitionsReadAt != null
                && new MysqlPosition(definitionsReadAt.file(), definitionsReadAt.offset(), "")
                        .reached(place.coordinates())) {
            throw new SourceException(
                    Cure.RETRY,
                    "Cannot start to read the log: a definition was changed while the definitions were read ("
                            + statement + "); nothing was delivered, they are read again",
                    null);
        }
    }

    private void change(Struct change, MysqlMark place, String statement, List<ChangeEvent> out) {
        String id = change.getString("id");
        switch (change.getString("type")) {
            case "DROP" -> tables.drop(MysqlHistory.tableId(id), out);
            case "CREATE", "ALTER" -> {
                history.formerId(place, id)
                        .ifPresent(
                                former -> tables.rename(MysqlHistory.tableId(former), MysqlHistory.tableId(id), out));
                Struct told = change.getStruct("table");
                SourceTable table = MysqlDefinitions.table(MysqlHistory.tableId(id), told);
                tables.define(
                        table,
                        MysqlLineage.of(
                                statement,
                                table,
                                told,
                                columns(history.definitionBefore(place, id)),
                                columns(history.definitionAfter(place, id))),
                        out);
            }
            default -> throw new IllegalArgumentException("The log tells an unknown change of a definition: " + change);
        }
    }

    private static Map<String, MysqlColumn> columns(Optional<Document> definition) {
        return definition.map(MysqlColumn::kept).orElseGet(Map::of);
    }

    private static Struct source(SourceRecord record) {
        return ((Struct) record.value()).getStruct("source");
    }

    private SourceRecord current() {
        return Objects.requireNonNull(current, "asked for the origin of no event");
    }

    @Override
    public String position() {
        Struct source = source(current());
        Struct transaction = ((Struct) current().value()).getStruct("transaction");
        String file = source.getString("file");
        return String.format(
                Locale.ROOT,
                "%010d:%020d:%010d",
                Long.parseLong(file.substring(file.lastIndexOf('.') + 1)),
                source.getInt64("pos"),
                transaction == null ? 0 : transaction.getInt64("total_order"));
    }

    @Override
    public long committedMicros() {
        return source(current()).getInt64("ts_us");
    }

    /** Without GTIDs the place where the transaction begins. */
    @Override
    public TransactionId transaction() {
        String gtid = source(current()).getString("gtid");
        MysqlMark begin = MysqlMark.of(current().sourceOffset(), 0);
        return new TransactionId(gtid == null ? begin.file() + ":" + begin.offset() : gtid);
    }

    @Override
    public SourceState stateAt(SourceMark mark) {
        MysqlMark at = (MysqlMark) mark;
        return new SourceState(OffsetText.write(at.asOffset()), history.textAt(at));
    }

    /** MySQL keeps its log by age, and is told nothing. */
    @Override
    public Map<String, Object> acknowledgement(SourceMark mark) {
        return ((MysqlMark) mark).asOffset();
    }
}
