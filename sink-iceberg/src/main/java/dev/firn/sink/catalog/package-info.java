/**
 * Where the tables are: the settings of the lake, the catalog they open, the names that source tables get in it, and what a
 * failure of catalog or store means.
 *
 * <p>What stands in a table, and how it is written, is not known here.
 */
@NullMarked
package dev.firn.sink.catalog;

import org.jspecify.annotations.NullMarked;
