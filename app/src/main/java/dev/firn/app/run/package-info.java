/**
 * A configuration in, a running pipeline out: what is opened, in which order, and closed again in the reverse.
 *
 * <p>Nothing is decided here about how data goes its way; that is the engine's. Every command that runs a pipeline runs it through {@link
 * dev.firn.app.run.Replication}, so that the demo shows what production does.
 */
@NullMarked
package dev.firn.app.run;

import org.jspecify.annotations.NullMarked;
