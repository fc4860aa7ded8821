/**
 * Firn as an operator has it: the real command in a process of its own, against real servers, killed and started again. Tests here are
 * named by the invariant they show. What a part does by itself is tested beside that part.
 */
package dev.firn.app.it;
