/**
 * Stage 1: the source database behind ports. Its log as a stream of {@link dev.firn.engine.event.ChangeEvent}s, its tables as
 * chunks of rows.
 *
 * <p>The readers behind the ports stand in the sub-packages; nothing outside them names a type of theirs.
 */
@NullMarked
package dev.firn.engine.source;

import org.jspecify.annotations.NullMarked;
