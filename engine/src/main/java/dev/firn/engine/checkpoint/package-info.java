/**
 * Stage 5: staged files in, a prepared, committed and completed checkpoint out; and what a checkpoint remembers, so that any process can
 * go on from it.
 *
 * <p>When a checkpoint is due and which files belong to it is decided by the pipeline. How rows are gathered is not known
 * here.
 */
@NullMarked
package dev.firn.engine.checkpoint;

import org.jspecify.annotations.NullMarked;
