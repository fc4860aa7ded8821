package dev.firn.app.http;

import dev.firn.app.redaction.Redaction;

/**
 * What an HTTP request gets.
 *
 * @param status the HTTP status code
 * @param contentType the media type of the body
 * @param body the text, sent as UTF-8
 */
public record Answer(int status, String contentType, String body) {

    private static final String TEXT = "text/plain; charset=utf-8";

    /** A text for people; what it quotes of others holds no secret. */
    public static Answer text(int status, String body) {
        return new Answer(status, TEXT, Redaction.PROCESS.apply(body.endsWith("\n") ? body : body + "\n"));
    }

    /** The answer to a request that was done. */
    public static Answer json(String body) {
        return new Answer(200, "application/json; charset=utf-8", body);
    }
}
