package dev.firn.app.config;

import dev.firn.app.redaction.Redaction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A text that must never be shown. Every way of printing it gives {@code ***}; {@link #reveal} is called only where the value is handed to
 * the database or the catalog.
 */
public final class Secret {

    private final Supplier<String> source;
    private @Nullable String revealed;

    private Secret(Supplier<String> source) {
        this.source = source;
    }

    public static Secret of(String value) {
        return fetchedFrom(() -> value);
    }

    /** A secret that is fetched when it is first needed, and kept. */
    static Secret fetchedFrom(Supplier<String> source) {
        return new Secret(() -> {
            String value = source.get();
            // From here on others have it, and may quote it.
            Redaction.PROCESS.hide(value);
            return value;
        });
    }

    /** A text that is not shown where the configuration is, in case, but whose value is nothing that others must not quote. */
    static Secret ofNoConcern(String value) {
        return new Secret(() -> value);
    }

    /**
     * The value itself.
     *
     * @throws ConfigurationException if it has to be fetched and cannot be
     */
    public synchronized String reveal() {
        String value = revealed;
        if (value == null) {
            value = source.get();
            revealed = value;
        }
        return value;
    }

    @Override
    public String toString() {
        return "***";
    }
}
