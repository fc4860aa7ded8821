/**
 * The process an operator runs: command line, configuration, wiring, HTTP, metrics, notifications and the demo. No
 * replication logic lives here.
 */
@NullMarked
package dev.firn.app;

import org.jspecify.annotations.NullMarked;
