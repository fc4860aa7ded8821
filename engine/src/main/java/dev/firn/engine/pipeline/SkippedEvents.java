package dev.firn.engine.pipeline;

import dev.firn.schema.source.TableId;
import java.util.EnumMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Events of one table that were not applied: counted, and logged once for each cause (I7). Under the run's lock. */
final class SkippedEvents {

    private static final Logger LOG = LoggerFactory.getLogger(SkippedEvents.class);

    private final TableId table;
    private final PipelineObserver observer;
    private final Map<SkipCause, Long> byCause = new EnumMap<>(SkipCause.class);

    SkippedEvents(TableId table, PipelineObserver observer) {
        this.table = table;
        this.observer = observer;
    }

    void add(SkipCause cause) {
        if (byCause.merge(cause, 1L, Long::sum) == 1) {
            LOG.warn("Events of {} are not applied: {}", table, cause);
        }
        observer.eventsSkipped(table, cause, 1);
    }

    Map<SkipCause, Long> byCause() {
        return byCause;
    }
}
