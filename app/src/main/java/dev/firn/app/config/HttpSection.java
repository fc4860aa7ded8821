package dev.firn.app.config;

/**
 * {@code http}: where health, status and metrics are served.
 *
 * @param enabled whether they are
 * @param host the address to listen on; loopback unless an operator opens it, since nothing here asks who is there
 * @param port TCP port; 0 for any free one
 */
public record HttpSection(boolean enabled, String host, int port) {

    public static final String DEFAULT_HOST = "127.0.0.1";
    public static final int DEFAULT_PORT = 8765;

    static HttpSection read(Section section) {
        HttpSection http = new HttpSection(
                section.entry("enabled").yesOrNo(true),
                section.entry("host").text(DEFAULT_HOST),
                section.entry("port").integer(DEFAULT_PORT, 0, 65535));
        section.refuseUnknownKeys();
        return http;
    }
}
