/**
 * The Iceberg side: catalogs, staged files, the checkpoint table, commits and maintenance. Nothing of the source database
 * is known here; changes arrive through the ports of the engine.
 *
 * <p>In the order of knowing: {@code catalog} (where tables are) <- {@code table} (what makes one Firn's) <- {@code write} (rows to
 * staged files) <- {@code commit} (staged files to snapshots), {@code checkpoint} (the pipeline's memory) and {@code maintenance} (files written anew or
 * taken away, behind all of them). {@link
 * dev.firn.sink.IcebergLake} puts them together.
 */
@NullMarked
package dev.firn.sink;

import org.jspecify.annotations.NullMarked;
