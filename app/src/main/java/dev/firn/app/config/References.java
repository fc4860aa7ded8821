package dev.firn.app.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Resolves {@code ${env:NAME}}, {@code ${file:/path}} and {@code ${aws-secret:name}} within a text.
 *
 * <p>What a reference stands for is never searched for references again.
 */
final class References {

    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^}]*)}");
    private static final String FORMS = "${env:NAME}, ${file:/path} or ${aws-secret:name}";

    private final Environment environment;
    private final RemoteSecrets remote;

    References(Environment environment, RemoteSecrets remote) {
        this.environment = environment;
        this.remote = remote;
    }

    /** The variables of the process. */
    @FunctionalInterface
    interface Environment {
        @Nullable
        String get(String variable);
    }

    /** A store of secrets elsewhere; asked only when a secret is first used. */
    @FunctionalInterface
    interface RemoteSecrets {

        /**
         * Fetches a secret.
         *
         * @param name its name or ARN; {@code name#key} for one value of a secret that is a JSON object
         * @throws UnresolvedException if it cannot be had
         */
        String fetch(String name) throws UnresolvedException;
    }

    /** A reference that leads nowhere; the message says why, without any secret value. */
    static final class UnresolvedException extends Exception {
        private static final long serialVersionUID = 1L;

        UnresolvedException(String message) {
            super(message);
        }
    }

    /** Whether the text names a store that is not asked before the value is used. */
    static boolean isRemote(String text) {
        return text.contains("${aws-secret:");
    }

    String resolve(String text) throws UnresolvedException {
        Matcher matcher = REFERENCE.matcher(text);
        StringBuilder resolved = new StringBuilder();
        while (matcher.find()) {
            matcher.appendReplacement(resolved, Matcher.quoteReplacement(lookUp(matcher.group(1))));
        }
        matcher.appendTail(resolved);
        return resolved.toString();
    }

    private String lookUp(String reference) throws UnresolvedException {
        int colon = reference.indexOf(':');
        String kind = colon < 0 ? reference : reference.substring(0, colon);
        String name = colon < 0 ? "" : reference.substring(colon + 1);
        if (name.isEmpty()) {
            throw new UnresolvedException("${" + reference + "} is no reference; write " + FORMS);
        }
        return switch (kind) {
            case "env" -> variable(name);
            case "file" -> content(name);
            case "aws-secret" -> remote.fetch(name);
            default -> throw new UnresolvedException("'" + kind + "' is no kind of reference; write " + FORMS);
        };
    }

    private String variable(String name) throws UnresolvedException {
        String value = environment.get(name);
        if (value == null) {
            throw new UnresolvedException("the environment variable " + name + " is not set");
        }
        return value;
    }

    private static String content(String name) throws UnresolvedException {
        try {
            return Files.readString(Path.of(name)).stripTrailing();
        } catch (IOException | InvalidPathException e) {
            throw new UnresolvedException(
                    "the file " + name + " cannot be read (" + e.getClass().getSimpleName() + ")");
        }
    }
}
