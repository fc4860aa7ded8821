package dev.firn.engine.source.debezium;

import dev.firn.engine.event.SourcePosition;

/** Makes a source ready for its first stream, and says where that begins. */
@FunctionalInterface
public interface StartPosition<P extends SourcePosition> {

    /**
     * Creates what the stream reads from, where it does not exist yet (PostgreSQL: publication and replication slot), and names the place from which on
     * everything will be delivered.
     *
     * @throws dev.firn.engine.source.SourceException if that cannot be had
     */
    P prepare();
}
