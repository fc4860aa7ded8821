package dev.firn.engine.source.debezium;

import dev.firn.engine.event.ChangeEvent;
import dev.firn.engine.event.SourceMark;
import dev.firn.engine.source.SourceState;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;

/** Tells one kind of database's records as events. Translates on one thread; knows marks on any. */
interface Translator {

    /** Adds the events of the next record of the log. */
    void translate(SourceRecord record, List<ChangeEvent> out);

    /** What the connector needs to go on right behind a mark of this stream. */
    SourceState stateAt(SourceMark mark);

    /** The offset by which the connector tells the server what may be forgotten. */
    Map<String, Object> acknowledgement(SourceMark mark);
}
