/**
 * Stage 2: one record of the log in, one row in Iceberg's internal values out.
 *
 * <p>The source's connector leaves values as it found them ({@code RawValues} says in which forms); what they become in the lake is decided
 * here, on the consumer's thread, as the connector's own thread is the one that limits the stream. Masks are applied here too,
 * before a value reaches any buffer. What is read from the log and what is read by a query must come out equal; how rows are
 * gathered is not known here.
 */
@NullMarked
package dev.firn.engine.decode;

import org.jspecify.annotations.NullMarked;
