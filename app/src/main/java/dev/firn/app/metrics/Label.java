package dev.firn.app.metrics;

import java.util.Locale;

/** How an enumeration's constant is written as a label's value: {@code CATCHING_UP} as {@code catching_up}. */
final class Label {

    private Label() {}

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
