/**
 * What a table of the source database looks like: its name, its columns, their native types and its key.
 *
 * <p>Nothing of Iceberg is known here, and nothing of the reader that found the table out.
 */
@NullMarked
package dev.firn.schema.source;

import org.jspecify.annotations.NullMarked;
