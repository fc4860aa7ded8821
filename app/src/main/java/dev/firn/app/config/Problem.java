package dev.firn.app.config;

/**
 * One mistake in a configuration file.
 *
 * @param file the file as the user named it
 * @param line the line, counted from 1; 0 if the mistake has no place
 * @param path the key with the sections around it, such as {@code sink.commit-interval}; empty for the file as a whole
 * @param message what is wrong and what is allowed, never with the value of a secret
 */
public record Problem(String file, int line, String path, String message) {

    @Override
    public String toString() {
        return file + (line > 0 ? ":" + line : "") + ": " + (path.isEmpty() ? "" : path + ": ") + message;
    }
}
