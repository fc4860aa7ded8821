/**
 * MySQL by its own protocol and SQL: catalog, table reads, positions. Nothing of the log's contents: those stand in {@code
 * debezium}.
 */
@NullMarked
package dev.firn.engine.source.mysql;

import org.jspecify.annotations.NullMarked;
