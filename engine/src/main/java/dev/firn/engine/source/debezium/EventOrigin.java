package dev.firn.engine.source.debezium;

import dev.firn.engine.event.TransactionId;

/** Where the record that is being translated comes from; asked only where an event tells it. */
interface EventOrigin {

    /** Unique for each event of a table, and ordered as text like the log. */
    String position();

    /** When the source committed the transaction, in microseconds since 1970. */
    long committedMicros();

    TransactionId transaction();
}
