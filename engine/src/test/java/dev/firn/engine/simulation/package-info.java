/**
 * The whole protocol under a seeded schedule of events, faults and crashes, against hand-written models of a database and a lake, with an
 * oracle that knows only the models.
 */
@NullMarked
package dev.firn.engine.simulation;

import org.jspecify.annotations.NullMarked;
