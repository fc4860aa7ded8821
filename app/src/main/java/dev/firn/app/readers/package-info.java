/**
 * Which engine reads what of Iceberg: one table of facts, and what follows from it for the tables of a configuration.
 *
 * <p>Nothing here touches a source or a lake. What is said of an engine was run or is documented by its maker; what was neither says so.
 */
@NullMarked
package dev.firn.app.readers;

import org.jspecify.annotations.NullMarked;
