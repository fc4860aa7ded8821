package dev.firn.app.config;

import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * What is the same for the whole of one reading.
 *
 * @param problems where mistakes are gathered
 * @param references what {@code ${…}} stands for
 */
record Reading(Problems problems, References references) {

    /** The line a node begins in, counted from 1. */
    int lineOf(Node node) {
        return node.getStartMark().map(Mark::getLine).orElse(-1) + 1;
    }
}
