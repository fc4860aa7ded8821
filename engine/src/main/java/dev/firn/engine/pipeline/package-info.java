/**
 * Joins the stages into a running pipeline: decides what becomes of each event, when a checkpoint is taken and what belongs to it, recovers,
 * and starts again after a failure.
 *
 * <p>No files, no catalogs and no reader's types here: those stand behind the ports in {@code source} and {@code lake}.
 */
@NullMarked
package dev.firn.engine.pipeline;

import org.jspecify.annotations.NullMarked;
