/**
 * The Iceberg side: catalogs, staged files, the checkpoint table, commits and maintenance. Nothing of the source database
 * is known here; changes arrive through the ports of the engine.
 */
@NullMarked
package dev.firn.sink;

import org.jspecify.annotations.NullMarked;
