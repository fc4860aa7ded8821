package dev.firn.engine.source.debezium;

import dev.firn.engine.source.postgres.PostgresPosition;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Where the log could not be read on, for as long as it stays the same place and the same failure: what a server fails to decode again and again, it will
 * never decode. A stream that got on, another failure in between, or an error of the connection begins the count anew.
 */
final class FailedPlace {

    /** With the pauses in between, more than half a minute: longer than a server takes to start, or to become whole by itself. */
    static final int HOPELESS = 6;

    private @Nullable PostgresPosition place;
    private String failure = "";
    private int times;

    /**
     * The server said that it cannot decode the log.
     *
     * @param from where the stream began, which is the last checkpoint's place
     * @return whether it has said so often enough
     */
    synchronized boolean isHopeless(PostgresPosition from, SQLException said) {
        String now = said.getSQLState() + " " + said.getMessage();
        times = from.equals(place) && now.equals(failure) ? times + 1 : 1;
        place = from;
        failure = now;
        return times >= HOPELESS;
    }
}
