/**
 * The difference between what the lake has and what it should have, as a plan of {@link dev.firn.schema.change.SchemaChange}s,
 * and carrying it out; when that happens, and what commits it, is not decided here.
 *
 * <p>A plan is always computed from the two ends, never from a history of statements, so that applying it again changes
 * nothing (DESIGN, way of the data 6).
 */
@NullMarked
package dev.firn.schema.change;

import org.jspecify.annotations.NullMarked;
