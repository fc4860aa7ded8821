package dev.firn.engine.load;

import dev.firn.engine.event.SourcePosition;
import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.lake.LakeTables;
import dev.firn.engine.source.TableReader;
import dev.firn.engine.work.Attempts;
import dev.firn.engine.work.FaultPoints;
import dev.firn.engine.work.Timeline;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What every load works with.
 *
 * @param reader the source's tables
 * @param check what the source's catalog says about a layout
 * @param tables the lake
 * @param attempts how work is done
 * @param heals whether time may heal a failure
 * @param executor on which threads
 * @param timeline the clock
 * @param filling the checkpoint that is being filled, for naming files; asked under the run's lock
 * @param passed where the stream has come to at the last boundary; likewise
 * @param slots how many reads may be open
 * @param pace how fast they may read
 * @param faults is told of each step
 */
public record LoadContext(
        TableReader reader,
        LayoutCheck check,
        LakeTables tables,
        Attempts attempts,
        Predicate<Throwable> heals,
        Executor executor,
        Timeline timeline,
        Supplier<CheckpointId> filling,
        Supplier<Optional<SourcePosition>> passed,
        ReadSlots slots,
        ReadPace pace,
        FaultPoints faults) {}
