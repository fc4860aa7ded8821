/**
 * What crosses from decoding into the micro-batch: change events in Iceberg's internal values.
 *
 * <p>No type of the reader (Debezium, Kafka Connect, JDBC) is seen here or beyond.
 */
@NullMarked
package dev.firn.engine.event;

import org.jspecify.annotations.NullMarked;
