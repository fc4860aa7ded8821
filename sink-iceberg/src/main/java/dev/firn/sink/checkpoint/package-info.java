/**
 * The pipeline's memory: a table of its own whose newest commit is the newest checkpoint, and whose rows are the history.
 *
 * <p>What a checkpoint's state says is not known here; it is kept as text.
 */
@NullMarked
package dev.firn.sink.checkpoint;

import org.jspecify.annotations.NullMarked;
