package dev.firn.engine.source.postgres;

import dev.firn.engine.source.DatabaseAddress;
import dev.firn.engine.source.Finding;
import dev.firn.engine.source.jdbc.ChunkServer;
import dev.firn.engine.source.jdbc.Connections;
import dev.firn.engine.source.jdbc.Replica;
import java.util.List;

/** The standby at which chunks are read. Connections are opened when they are first needed. */
final class Standby implements AutoCloseable {

    private final Connections connections;
    private final StandbyComparison comparison;
    private final PostgresTasks tasks;

    /**
     * Opens nothing yet.
     *
     * @param control at the primary
     * @param primary what is done there
     * @param limit how many connections to the standby may be open at a time
     */
    Standby(Connections control, PostgresTasks primary, DatabaseAddress address, int limit) {
        this.connections = new PostgresConnector(address).readers(limit);
        this.comparison = new StandbyComparison(control, primary, address);
        this.tasks = new PostgresTasks(address);
    }

    ChunkServer chunks() {
        return new Replica<>(connections, comparison);
    }

    List<Finding> check() {
        return new StandbyCheck(connections, tasks, comparison).findings();
    }

    @Override
    public void close() {
        connections.close();
    }
}
