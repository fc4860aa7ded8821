/**
 * Rows in, staged files out: Parquet data files, equality delete files, and the manifests that list them. Nothing becomes visible here.
 *
 * <p>The way of a row: a {@link dev.firn.sink.write.RowStruct} hands it to a writer, {@link dev.firn.sink.write.Partitioner} says
 * which partition's, {@link dev.firn.sink.write.StagedManifests} lists the files. Catalogs and commits are not known here.
 */
@NullMarked
package dev.firn.sink.write;

import org.jspecify.annotations.NullMarked;
