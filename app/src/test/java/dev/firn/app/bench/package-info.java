/** Tests of what the benchmarks count, and that they run. */
package dev.firn.app.bench;
