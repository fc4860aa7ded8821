/**
 * Real database servers as child processes, on loopback, without a container engine: for the demo and for tests.
 *
 * <p>A server lives in a directory its user gives, and can be killed and started again there. What it runs (binaries, an
 * initialised MySQL data directory) is kept in {@link dev.firn.app.demo.server.Cache}. Which tables it holds is not known here.
 */
@NullMarked
package dev.firn.app.demo.server;

import org.jspecify.annotations.NullMarked;
