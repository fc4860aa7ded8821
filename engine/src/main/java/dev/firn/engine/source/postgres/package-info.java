/**
 * PostgreSQL by its own protocol and SQL: catalog, table reads, slot and publication, positions. Nothing of the log's
 * contents: those stand in {@code debezium}.
 */
@NullMarked
package dev.firn.engine.source.postgres;

import org.jspecify.annotations.NullMarked;
