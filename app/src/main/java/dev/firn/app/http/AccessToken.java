package dev.firn.app.http;

import dev.firn.app.config.ConfigurationException;
import dev.firn.app.config.Problem;
import dev.firn.app.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who may make the process do something: whoever knows {@code http.token}.
 *
 * <p>It is looked for in the header {@code Authorization} only. A page of another site in an operator's browser, also one whose name was made to
 * mean this address, cannot send that header without asking first, and the question ({@code OPTIONS}) is not answered here.
 */
public final class AccessToken {

    /** What both the process and the commands say where none is configured. */
    public static final String MISSING =
            "no http.token is configured, without which nobody may resync, pause, resume or flush; set"
                    + " 'token: ${env:FIRN_TOKEN}' under 'http:', and the variable to a long random text";

    private static final String SCHEME = "Bearer ";
    private static final int LEAST_LENGTH = 16;

    private final @Nullable String expected;

    private AccessToken(@Nullable String expected) {
        this.expected = expected;
    }

    /**
     * The configured one; fetches it.
     *
     * @param token null if there is none, and nobody may do anything
     * @throws ConfigurationException if it can be guessed, or cannot be fetched
     */
    public static AccessToken of(@Nullable Secret token) {
        if (token != null && token.reveal().length() < LEAST_LENGTH) {
            throw new ConfigurationException(List.of(new Problem(
                    "http.token",
                    0,
                    "",
                    "is too short to be safe: at least " + LEAST_LENGTH
                            + " characters, such as openssl rand -hex 32 gives")));
        }
        return new AccessToken(token == null ? null : header(token));
    }

    /** The value of the header by which the holder of a token says so. */
    public static String header(Secret token) {
        return SCHEME + token.reveal();
    }

    /** What a request is told that may do nothing; empty if it may. */
    Optional<Answer> refusal(@Nullable String authorization) {
        if (expected == null) {
            return Optional.of(Answer.text(403, "Not allowed: " + MISSING + ", then start this process again"));
        }
        if (authorization == null || !isSame(authorization, expected)) {
            return Optional.of(Answer.text(
                    401,
                    "Not allowed: the request must carry the http.token of this process, 'Authorization: Bearer …'"));
        }
        return Optional.empty();
    }

    /** Takes the same time wherever the two differ, so that the token cannot be guessed piece by piece. */
    private static boolean isSame(String given, String expected) {
        return MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), expected.getBytes(StandardCharsets.UTF_8));
    }
}
