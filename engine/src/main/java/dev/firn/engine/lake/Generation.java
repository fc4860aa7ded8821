package dev.firn.engine.lake;

import dev.firn.schema.source.TableId;
import java.util.List;
import org.apache.iceberg.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A sealed part of a table's batch: at most one delete and one row per key.
 *
 * @param table the source table
 * @param schema the columns of {@code rows} in their order, with the field ids of the Iceberg table
 * @param keyFieldIds the field ids of the key, in the order of {@code deletedKeys}' values; empty for a changelog
 * @param rows rows to write
 * @param deletedKeys keys whose rows, in every earlier generation and snapshot, are gone
 */
public record Generation(
        TableId table,
        Schema schema,
        List<Integer> keyFieldIds,
        List<@Nullable Object[]> rows,
        List<@Nullable Object[]> deletedKeys) {}
