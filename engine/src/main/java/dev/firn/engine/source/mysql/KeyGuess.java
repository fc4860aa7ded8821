package dev.firn.engine.source.mysql;

import java.util.List;

/**
 * A place in the order of keys where a chunk might end; no such key need exist, nor lie where the guess was meant to lie.
 *
 * @param prefix the values of the first columns, none if the guess is at the first one
 * @param shown the guessed value of the column behind them
 */
record KeyGuess(List<String> prefix, String shown) {

    KeyGuess {
        prefix = List.copyOf(prefix);
    }
}
