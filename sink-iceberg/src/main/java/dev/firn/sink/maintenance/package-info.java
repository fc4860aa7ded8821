/**
 * What keeps tables fast and their storage small: small files and deletes are rewritten, old snapshots expire, files that nobody lists go.
 *
 * <p>Nothing here is needed for a copy to be right, and nothing here makes a checkpoint wait: each task reads the catalog for itself,
 * commits as any other engine would, and loses its work, not the table's, when it is stopped or killed. How a checkpoint becomes part of
 * a table is the affair of {@code commit}; when a task is due, and what a user wants of it, that of the application.
 */
@NullMarked
package dev.firn.sink.maintenance;

import org.jspecify.annotations.NullMarked;
