package dev.firn.engine.event;

/**
 * The source's own name of a transaction: the xid in PostgreSQL, the GTID or the binlog coordinates in MySQL.
 *
 * @param text opaque beyond the source that made it
 */
public record TransactionId(String text) {}
