/**
 * How work is done, for every stage: on which threads, under which lock, when again after a failure, and where a test may break
 * it. Nothing of the data is known here.
 */
@NullMarked
package dev.firn.engine.work;

import org.jspecify.annotations.NullMarked;
