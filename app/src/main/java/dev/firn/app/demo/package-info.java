/**
 * The main job on a default that needs no set-up: a real database server, a live workload, a comparison at the end.
 *
 * <p>Tests use its parts too. Nothing here decodes, stages or commits: it drives the same command an operator runs, and its
 * comparison shares no code with what it judges.
 */
@NullMarked
package dev.firn.app.demo;

import org.jspecify.annotations.NullMarked;
