package dev.firn.engine.source;

import dev.firn.engine.decode.Masking;
import java.time.Duration;

/**
 * What a source is opened with.
 *
 * @param pipeline the pipeline's name; slot, publication and server id are derived from it: {@code firn_<pipeline>}
 * @param address where the database is
 * @param selection which tables, and how
 * @param masking how values are hidden
 * @param connections how many connections reading tables may hold, beside the stream's
 * @param heartbeat how often an idle source is asked where it stands
 */
public record SourceSettings(
        String pipeline,
        DatabaseAddress address,
        TableSelection selection,
        Masking masking,
        int connections,
        Duration heartbeat) {}
