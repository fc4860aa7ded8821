package dev.firn.app.http;

import java.util.concurrent.CompletionStage;

/** What a request by POST makes the process do. */
@FunctionalInterface
interface Action {

    /**
     * Begins it, and does not wait.
     *
     * @param body what came with the request; may be empty
     * @return never fails
     */
    CompletionStage<Answer> perform(String body);
}
