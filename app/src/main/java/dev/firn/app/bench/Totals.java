package dev.firn.app.bench;

/**
 * What a table holds, in few numbers: enough to see a row that is missing, doubled, or left as it was before an update.
 *
 * @param rows how many rows
 * @param ids the sum of their keys
 * @param quantities the sum of the column that every update changes
 */
record Totals(long rows, long ids, long quantities) {}
