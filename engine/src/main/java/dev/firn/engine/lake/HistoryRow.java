package dev.firn.engine.lake;

import dev.firn.schema.source.TableId;
import java.time.Instant;

/**
 * A line of the replication history: what a checkpoint did to a table.
 *
 * @param table the source table
 * @param position where the source's log stood
 * @param sourceTimestamp when the source committed the last transaction before the position
 * @param preparedAt when the checkpoint was prepared
 * @param inserts insert events since the checkpoint before
 * @param updates update events likewise
 * @param deletes delete events likewise
 * @param loadedRows rows that became visible by a load
 * @param files files committed
 * @param bytes their bytes
 * @param schemaChange what changed in the table's schema; empty if nothing did
 */
public record HistoryRow(
        TableId table,
        String position,
        Instant sourceTimestamp,
        Instant preparedAt,
        long inserts,
        long updates,
        long deletes,
        long loadedRows,
        long files,
        long bytes,
        String schemaChange) {}
