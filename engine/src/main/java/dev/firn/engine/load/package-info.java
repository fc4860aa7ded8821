/**
 * Beside the stages: a table of the source in, the staged files of all its rows out, while the stream goes on.
 *
 * <p>When a load may begin and when its files are committed is decided by the pipeline. A load never touches what readers see.
 */
@NullMarked
package dev.firn.engine.load;

import org.jspecify.annotations.NullMarked;
