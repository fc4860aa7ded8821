/**
 * What a user types, what is printed, and the exit status. The only place that writes to stdout or ends the process.
 *
 * <p>A command parses its options, calls one of the other packages, and prints; what it does is decided there.
 */
@NullMarked
package dev.firn.app.cli;

import org.jspecify.annotations.NullMarked;
