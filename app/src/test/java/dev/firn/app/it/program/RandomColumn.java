package dev.firn.app.it.program;

import java.util.Optional;
import java.util.Random;

/**
 * A column that is not of the key.
 *
 * @param fallback what rows get that name no value, as SQL; empty if that is nothing special
 * @param comment empty if it has none
 * @param labels how many labels its values may have, if it is an enumeration
 * @param computed what the database computes it from; empty if it is an ordinary column
 */
record RandomColumn(
        Kind kind, boolean nullable, String fallback, String comment, int labels, Optional<Computation> computed) {

    /** So many times the value of a column. */
    record Computation(String column, int factor) {}

    /** A column that the database fills. */
    static RandomColumn computed(String column, int factor) {
        return new RandomColumn(Kind.BIG, true, "", "", 0, Optional.of(new Computation(column, factor)));
    }

    RandomColumn as(Kind other, String otherFallback) {
        return new RandomColumn(other, nullable, otherFallback, comment, labels, computed);
    }

    RandomColumn nullable(boolean now) {
        return new RandomColumn(kind, now, fallback, comment, labels, computed);
    }

    RandomColumn fallingBackOn(String now) {
        return new RandomColumn(kind, nullable, now, comment, labels, computed);
    }

    RandomColumn saying(String now) {
        return new RandomColumn(kind, nullable, fallback, now, labels, computed);
    }

    RandomColumn withLabels(int now) {
        return new RandomColumn(kind, nullable, fallback, comment, now, computed);
    }

    boolean mayBeOmitted() {
        return nullable || !fallback.isEmpty();
    }

    String literal(Random random) {
        return kind.literal(random, labels);
    }
}
