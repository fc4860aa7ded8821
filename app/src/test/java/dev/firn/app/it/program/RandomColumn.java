package dev.firn.app.it.program;

import java.util.Random;

/**
 * A column that is not of the key.
 *
 * @param fallback what rows get that name no value, as SQL; empty if that is nothing special
 * @param comment empty if it has none
 * @param labels how many labels its values may have, if it is an enumeration
 */
record RandomColumn(Kind kind, boolean nullable, String fallback, String comment, int labels) {

    RandomColumn as(Kind other, String otherFallback) {
        return new RandomColumn(other, nullable, otherFallback, comment, labels);
    }

    RandomColumn nullable(boolean now) {
        return new RandomColumn(kind, now, fallback, comment, labels);
    }

    RandomColumn fallingBackOn(String now) {
        return new RandomColumn(kind, nullable, now, comment, labels);
    }

    RandomColumn saying(String now) {
        return new RandomColumn(kind, nullable, fallback, now, labels);
    }

    RandomColumn withLabels(int now) {
        return new RandomColumn(kind, nullable, fallback, comment, now);
    }

    boolean mayBeOmitted() {
        return nullable || !fallback.isEmpty();
    }

    String literal(Random random) {
        return kind.literal(random, labels);
    }
}
