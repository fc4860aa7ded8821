/**
 * The log of PostgreSQL and MySQL, read by Debezium's connectors and told as {@link dev.firn.engine.event.ChangeEvent}s.
 *
 * <p>No type of Debezium or Kafka Connect leaves this package, but for the row images that {@code decode} turns into rows. The connectors are
 * driven without their engine: {@code ConnectorStream} polls the connector's task itself, so that
 * acknowledging happens on the one thread that polls, errors come as they are, and no second set of threads hands each record on.
 * A stream never reconnects and never retries; whatever happens ends it, and {@code StreamFailures} says whether trying again can help.
 */
@NullMarked
package dev.firn.engine.source.debezium;

import org.jspecify.annotations.NullMarked;
