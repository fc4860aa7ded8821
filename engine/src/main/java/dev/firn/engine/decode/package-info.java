/**
 * Stage 2: one value or record of the source in, one row in Iceberg's internal values out.
 *
 * <p>Masks are applied here, before a value reaches any buffer. What is read from the log and what is read by a query must
 * come out equal; how rows are gathered is not known here.
 */
@NullMarked
package dev.firn.engine.decode;

import org.jspecify.annotations.NullMarked;
