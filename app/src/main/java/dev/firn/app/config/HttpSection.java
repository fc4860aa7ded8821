package dev.firn.app.config;

import org.jspecify.annotations.Nullable;

/**
 * {@code http}: where health, status and metrics are served, and where the process is told to resync, pause, resume or flush.
 *
 * @param enabled whether they are
 * @param host the address to listen on; loopback unless an operator opens it, since whoever reads is not asked who they are
 * @param port TCP port; 0 for any free one
 * @param token what a request has to know that changes something; null if no such request is taken
 */
public record HttpSection(
        boolean enabled, String host, int port, @Nullable Secret token) {

    public static final String DEFAULT_HOST = "127.0.0.1";
    public static final int DEFAULT_PORT = 8765;

    static HttpSection read(Section section) {
        HttpSection http = new HttpSection(
                section.entry("enabled").yesOrNo(true),
                section.entry("host").text(DEFAULT_HOST),
                section.entry("port").integer(DEFAULT_PORT, 0, 65535),
                readToken(section.entry("token")));
        section.refuseUnknownKeys();
        return http;
    }

    private static @Nullable Secret readToken(Entry entry) {
        return entry.isPresent() ? entry.secret() : null;
    }
}
