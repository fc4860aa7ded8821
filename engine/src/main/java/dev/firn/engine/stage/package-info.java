/**
 * Stage 4: sealed batches in, staged files out, within the memory budget and in each table's order.
 *
 * <p>The Iceberg table is brought to the layout here, before the first row that needs it is written. Nothing becomes visible:
 * when files are committed is not known here.
 */
@NullMarked
package dev.firn.engine.stage;

import org.jspecify.annotations.NullMarked;
