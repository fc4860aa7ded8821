/**
 * The judge: are the tables of the lake what the source's are, row by row and value by value?
 *
 * <p>It shares no code with what it judges. The source is read by plain JDBC, the lake by Iceberg's generic reader, and what equal means
 * is decided here; neither Firn's decoding nor its type mapping may be used.
 */
@NullMarked
package dev.firn.app.demo.compare;

import org.jspecify.annotations.NullMarked;
