/**
 * What the databases have in common when they are asked by JDBC: a bounded number of connections, errors that say what to
 * do, and rows that come out as Iceberg's internal values.
 *
 * <p>No SQL of one database stands here: that belongs to {@code postgres} and {@code mysql}.
 */
@NullMarked
package dev.firn.engine.source.jdbc;

import org.jspecify.annotations.NullMarked;
