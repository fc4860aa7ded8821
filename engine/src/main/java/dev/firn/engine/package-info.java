/**
 * The engine: from the source's log to prepared, committed and acknowledged checkpoints.
 *
 * <p>The packages are the stages of the data's way: {@code source} (1) -> {@code decode} (2) -> {@code event} (what crosses) -> {@code batch}
 * (3, net changes) -> {@code stage} (4, generations to files) -> {@code checkpoint} (5, prepare, commit, acknowledge); {@code load} reads
 * tables beside the stream, {@code pipeline} joins the stages and recovers, {@code lake} is the port to the tables.
 */
@NullMarked
package dev.firn.engine;

import org.jspecify.annotations.NullMarked;
