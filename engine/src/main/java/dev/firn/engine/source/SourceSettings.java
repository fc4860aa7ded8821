package dev.firn.engine.source;

import dev.firn.engine.decode.MadeNull;
import dev.firn.engine.decode.Masking;
import java.time.Duration;
import java.util.Optional;

/**
 * What a source is opened with.
 *
 * @param pipeline the pipeline's name; slot, publication and server id are derived from it: {@code firn_<pipeline>}
 * @param address where the database is
 * @param loadFrom where a replica of it is, at which loads read instead
 * @param selection which tables, and how
 * @param masking how values are hidden
 * @param connections how many connections reading tables may hold, beside the stream's
 * @param heartbeat how often an idle source is asked where it stands
 * @param madeNull counts values that become null
 */
public record SourceSettings(
        String pipeline,
        DatabaseAddress address,
        Optional<DatabaseAddress> loadFrom,
        TableSelection selection,
        Masking masking,
        int connections,
        Duration heartbeat,
        MadeNull madeNull) {

    /** Settings under which nothing was made null yet. */
    public SourceSettings(
            String pipeline,
            DatabaseAddress address,
            Optional<DatabaseAddress> loadFrom,
            TableSelection selection,
            Masking masking,
            int connections,
            Duration heartbeat) {
        this(pipeline, address, loadFrom, selection, masking, connections, heartbeat, new MadeNull());
    }

    /** Settings under which loads read where the log is read. */
    public SourceSettings(
            String pipeline,
            DatabaseAddress address,
            TableSelection selection,
            Masking masking,
            int connections,
            Duration heartbeat) {
        this(pipeline, address, Optional.empty(), selection, masking, connections, heartbeat, new MadeNull());
    }

    /** The same, with loads that read at a replica. */
    public SourceSettings loadingFrom(DatabaseAddress replica) {
        return new SourceSettings(
                pipeline, address, Optional.of(replica), selection, masking, connections, heartbeat, madeNull);
    }
}
