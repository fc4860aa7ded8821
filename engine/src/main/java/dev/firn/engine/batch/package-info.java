/**
 * Stage 3: change events of one table in, the net change of each row out.
 *
 * <p>Nothing here does I/O, knows a thread or a lock, or knows that files exist: a batch is filled, measured, and sealed.
 */
@NullMarked
package dev.firn.engine.batch;

import org.jspecify.annotations.NullMarked;
