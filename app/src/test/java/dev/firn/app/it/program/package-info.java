/**
 * Random changes of tables and their rows, the same for the same seed, in the words of either database; nothing of Firn, and no judgement
 * of what became of them.
 */
package dev.firn.app.it.program;
