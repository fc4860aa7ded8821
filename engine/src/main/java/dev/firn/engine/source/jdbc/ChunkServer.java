package dev.firn.engine.source.jdbc;

import dev.firn.engine.source.SourceException;

/** The server at which a load's chunks are read: the primary, whose log is streamed, or a {@link Replica} of it. */
public interface ChunkServer {

    /**
     * A session that sees everything the primary showed when {@link #requireWhatPrimaryShows} was last called, or, if it never was, when the
     * first session was opened. Waits until the server shows it.
     *
     * @throws SourceException if the server cannot be reached, or does not show it in time
     */
    Session open(Task task);

    /** From now on sessions must see everything that the primary shows by now. Waits for nothing: whoever opens a session does. */
    void requireWhatPrimaryShows();

    /** The primary itself. */
    static ChunkServer primary(Connections connections) {
        return new ChunkServer() {
            @Override
            public Session open(Task task) {
                return connections.open(task);
            }

            @Override
            public void requireWhatPrimaryShows() {
                // It shows what it shows.
            }
        };
    }
}
