package dev.firn.engine.stage;

import dev.firn.engine.lake.LakeTables;
import dev.firn.engine.source.TableReader;
import dev.firn.engine.work.Attempts;
import dev.firn.engine.work.FaultPoints;
import java.util.concurrent.Executor;

/**
 * What every table's staging works with.
 *
 * @param tables the lake
 * @param reader where the missing values of partial rows are read
 * @param adoption how tables are brought to a layout
 * @param budget what is told when rows have left the heap
 * @param attempts how work is done
 * @param executor on which threads
 * @param faults is told of each step
 */
public record StagingContext(
        LakeTables tables,
        TableReader reader,
        Adoption adoption,
        MemoryBudget budget,
        Attempts attempts,
        Executor executor,
        FaultPoints faults) {}
