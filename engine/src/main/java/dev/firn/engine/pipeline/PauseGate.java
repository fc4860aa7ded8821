package dev.firn.engine.pipeline;

import java.time.Instant;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Whether a run may touch the source at all: a pipeline that is paused does not, nor one that is to be paused before anything else. Under
 * the run's lock.
 */
final class PauseGate {

    private final RunContext run;
    private final Requests requests;
    private final Replicas replicas;
    private final Consumer<RunEnd> end;
    private final Consumer<FailurePolicy.Verdict> failed;

    /** What was asked for before the newest checkpoint was read. */
    private final Set<Request> askedBefore;

    /**
     * @param end hears when the run is to end, since the pipeline is paused
     * @param failed hears that this cannot be recorded
     */
    PauseGate(
            RunContext run,
            Requests requests,
            Replicas replicas,
            Consumer<RunEnd> end,
            Consumer<FailurePolicy.Verdict> failed) {
        this.run = run;
        this.requests = requests;
        this.replicas = replicas;
        this.end = end;
        this.failed = failed;
        this.askedBefore = Set.copyOf(requests.open());
    }

    /** Whether the run goes on from the checkpoint. If not, it ends by what is heard, now or soon. */
    boolean isOpen(Recovery.Recovered recovered) {
        if (requests.startAnew()
                || requests.pauseOrResume()
                        .filter(Request.Resume.class::isInstance)
                        .isPresent()) {
            return true;
        }
        Instant since = recovered.state().pausedSince();
        if (since != null) {
            // Another process may have resumed it since; whoever asks after that is not to hear of the former pause.
            boolean askedSince = !askedBefore.containsAll(requests.open());
            end.accept(askedSince ? new RunEnd.Again() : new RunEnd.Paused(since));
            return false;
        }
        if (isToClose()) {
            record(recovered, run.workers().timeline().now());
            return false;
        }
        return true;
    }

    /** Whether a pause was asked for, which need not wait for a source that is away. */
    boolean isToClose() {
        return requests.pauseOrResume().filter(Request.Pause.class::isInstance).isPresent();
    }

    private void record(Recovery.Recovered recovered, Instant now) {
        Takeover takeover = new Takeover(
                run, recovered, replicas.states(), now, state -> end.accept(new RunEnd.Paused(now)), failed);
        takeover.start();
    }
}
