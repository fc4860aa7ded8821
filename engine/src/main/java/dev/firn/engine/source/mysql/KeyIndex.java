package dev.firn.engine.source.mysql;

import java.util.List;
import java.util.Optional;

/**
 * What an index is asked to find where a chunk ends. Every question is a descent from the index's root to a leaf or two, never a
 * scan; all comparisons are the database's own.
 */
interface KeyIndex {

    /**
     * A key of the index.
     *
     * @param values its columns' values, exact
     * @param shown the same as guesses are made of them: texts as characters
     */
    record FoundKey(List<String> values, List<String> shown) {
        public FoundKey {
            values = List.copyOf(values);
            shown = List.copyOf(shown);
        }
    }

    /** The least key behind a place; from the start if that is empty. */
    Optional<FoundKey> first(List<String> after);

    /** The greatest key behind a place. */
    Optional<FoundKey> last(List<String> after);

    /** The least key that is not before the guess, strictly between two keys. */
    Optional<FoundKey> atOrBehind(KeyGuess guess, FoundKey low, FoundKey high);

    /** The greatest key before the guess, strictly between two keys. */
    Optional<FoundKey> before(KeyGuess guess, FoundKey low, FoundKey high);

    /** About how many keys are behind a place and up to another one; to the end if that is empty. */
    long estimate(List<String> after, List<String> upTo);

    /** How many of their first columns two keys share, in the database's eyes. */
    int sharedColumns(FoundKey low, FoundKey high);
}
