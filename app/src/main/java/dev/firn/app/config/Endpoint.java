package dev.firn.app.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a server listens.
 *
 * @param host name or address
 * @param port TCP port
 */
public record Endpoint(String host, int port) {

    private static final int HIGHEST_PORT = 65535;

    /** An IPv6 address with a port stands in brackets, since it has colons of its own. */
    private static final Pattern NOTATION =
            Pattern.compile("(?:\\[(?<bracketed>[^\\[\\]\\s]+)]|(?<plain>[^:\\[\\]\\s/]+))(?::(?<port>\\d{1,5}))?");

    /**
     * Reads {@code host} or {@code host:port}.
     *
     * @throws IllegalArgumentException if the text is not of that form
     */
    static Endpoint parse(String text, int defaultPort) {
        Matcher matcher = NOTATION.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not of the form host or host:port");
        }
        String bracketed = matcher.group("bracketed");
        String written = matcher.group("port");
        int port = written == null ? defaultPort : Integer.parseInt(written);
        if (port < 1 || port > HIGHEST_PORT) {
            throw new IllegalArgumentException("the port of '" + text + "' is not from 1 to " + HIGHEST_PORT);
        }
        return new Endpoint(bracketed == null ? matcher.group("plain") : bracketed, port);
    }
}
