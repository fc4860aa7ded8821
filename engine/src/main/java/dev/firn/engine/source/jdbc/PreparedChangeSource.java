package dev.firn.engine.source.jdbc;

import dev.firn.engine.source.ChangeListener;
import dev.firn.engine.source.ChangeSource;
import dev.firn.engine.source.ChangeStream;
import dev.firn.engine.source.SourceState;
import java.util.Optional;

/**
 * A log that is opened when the database has been made ready for it.
 *
 * @param preparation what comes first
 * @param log the log itself
 */
public record PreparedChangeSource(Preparation preparation, ChangeSource log) implements ChangeSource {

    /** Makes a database ready for its log to be read. */
    @FunctionalInterface
    public interface Preparation {
        /**
         * Prepares, or finds out that it cannot.
         *
         * @param from where the stream is to go on; empty for a pipeline without checkpoint
         */
        void prepare(Optional<SourceState> from);
    }

    @Override
    public ChangeStream open(Optional<SourceState> from, ChangeListener listener) throws InterruptedException {
        preparation.prepare(from);
        return log.open(from, listener);
    }
}
