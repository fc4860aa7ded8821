/**
 * Keys in, places out: which rows of which files have deleted keys, and which rows of a file are deleted already.
 *
 * <p>It reads the key columns of what the table has at one snapshot, and keeps nothing between two questions. Who asks, and what becomes of the
 * answer, is the business of {@code commit}; how files that delete by position are written, that of {@code write}.
 */
@NullMarked
package dev.firn.sink.resolve;

import org.jspecify.annotations.NullMarked;
