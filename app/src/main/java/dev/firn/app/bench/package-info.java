/**
 * How fast Firn is: the same work done by Firn and by Debezium's own engine, each in a process of its own, on a database of this machine.
 *
 * <p>No part of a pipeline belongs here: what is measured is what {@code firn run} runs.
 */
@NullMarked
package dev.firn.app.bench;

import org.jspecify.annotations.NullMarked;
