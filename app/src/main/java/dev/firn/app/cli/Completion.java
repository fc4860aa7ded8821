package dev.firn.app.cli;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

/** Waits for what happens on other threads. */
final class Completion {

    private Completion() {}

    /** The stage's value; what failed it is thrown as it is where it is unchecked. */
    static <T> T await(CompletionStage<T> stage) throws InterruptedException {
        try {
            return stage.toCompletableFuture().get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
