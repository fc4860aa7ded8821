package dev.firn.engine.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What operators have asked for and was not answered yet, in that order. Outlives the runs. Safe for use by several threads. */
final class Requests {

    private final List<Request> made = new ArrayList<>();

    synchronized void add(Request request) {
        made.add(request);
    }

    synchronized List<Request> open() {
        made.removeIf(request -> !request.isOpen());
        return List.copyOf(made);
    }

    /** Whether the pipeline is to pause or to resume: what was asked for first. */
    Optional<Request> pauseOrResume() {
        return open().stream()
                .filter(request -> request instanceof Request.Pause || request instanceof Request.Resume)
                .findFirst();
    }

    /** Whether a run is to begin anew, whatever its checkpoint says of the log. */
    boolean startAnew() {
        return open().stream().anyMatch(Request.StartAnew.class::isInstance);
    }

    void refuseAll(String why) {
        open().forEach(request -> request.refuse(why));
    }
}
