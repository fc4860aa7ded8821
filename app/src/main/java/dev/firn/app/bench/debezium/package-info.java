/**
 * Debezium's own engine as a user would run it, with a consumer that does nothing: what Firn is measured against. The only place that knows
 * the engine, which is no part of the distribution.
 */
@NullMarked
package dev.firn.app.bench.debezium;

import org.jspecify.annotations.NullMarked;
