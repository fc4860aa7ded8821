/**
 * Rows of flat schemas in, Parquet files out, column by column: the encoder of loads. Pages, footers, compression and metrics are made by
 * Parquet's and Iceberg's own code; here is only what happens for each value. What a table asks for beyond the usual is written by
 * Iceberg's writers instead. Catalogs, partitions and file names are not known here.
 */
@NullMarked
package dev.firn.sink.write.column;

import org.jspecify.annotations.NullMarked;
