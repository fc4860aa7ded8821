/**
 * What makes an Iceberg table Firn's: how it is created, how it is recognised, and what is recorded in it.
 *
 * <p>Rows, files and commits of checkpoints are the business of the packages beside it.
 */
@NullMarked
package dev.firn.sink.table;

import org.jspecify.annotations.NullMarked;
