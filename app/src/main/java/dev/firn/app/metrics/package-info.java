/**
 * What the process counts and measures, in Prometheus' form.
 *
 * <p>Names begin with {@code firn_}; the files in {@code deploy} that use them are checked against this package by a test. Labels take
 * few values: what exists once for each table is shown only while it is remarkable (loading, stopped), and never for more than {@link
 * dev.firn.app.metrics.PipelineMetrics#MOST_TABLES} tables.
 */
@NullMarked
package dev.firn.app.metrics;

import org.jspecify.annotations.NullMarked;
