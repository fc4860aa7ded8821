/**
 * Staged files in, snapshots out: how a checkpoint becomes part of a table, once and only once.
 *
 * <p>What a checkpoint is, and which tables it has, is the engine's affair; how files are written, that of {@code write}.
 */
@NullMarked
package dev.firn.sink.commit;

import org.jspecify.annotations.NullMarked;
