package dev.firn.app.redaction;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Takes known secrets out of texts that somebody else wrote: a driver that quotes its URL, a client that quotes what it sent.
 *
 * <p>A secret is found as it is, in URLs and in JSON. One that is shorter than {@value #LONG} characters is found only as a word of its own:
 * else a password {@code a} would leave no message readable.
 */
public final class Redaction {

    /** Of the secrets of this process. One for all, as the log is: a library's logger knows no pipeline. */
    public static final Redaction PROCESS = new Redaction();

    /** What is shown in place of a secret. */
    public static final String MARK = "***";

    private static final int LONG = 8;

    /** The longest first: a secret may be part of another. */
    private final Set<String> forms =
            new TreeSet<>(Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));

    private volatile @Nullable Pattern pattern;

    /** Lets a value not be shown from now on. */
    public synchronized void hide(String secret) {
        if (secret.isBlank()) {
            return;
        }
        String inUrl = URLEncoder.encode(secret, StandardCharsets.UTF_8);
        boolean added = Stream.of(
                        secret,
                        inUrl,
                        inUrl.replace("+", "%20"),
                        new String(JsonStringEncoder.getInstance().quoteAsString(secret)))
                .map(forms::add)
                .reduce(false, Boolean::logicalOr);
        if (added) {
            pattern = Pattern.compile(forms.stream().map(Redaction::expression).collect(Collectors.joining("|")));
        }
    }

    /** The text without the secrets that are known by now. */
    public String apply(String text) {
        Pattern secrets = pattern;
        return secrets == null ? text : secrets.matcher(text).replaceAll(MARK);
    }

    private static String expression(String form) {
        String exact = Pattern.quote(form);
        return form.length() < LONG ? "(?<!\\w)" + exact + "(?!\\w)" : exact;
    }
}
