package dev.firn.engine.pipeline;

import dev.firn.engine.event.SourceMark;
import dev.firn.engine.pipeline.PipelineStatus.Activity;
import dev.firn.engine.pipeline.PipelineStatus.InFlight;
import dev.firn.engine.pipeline.PipelineStatus.LastCheckpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a run reads in the status. */
final class StatusView {

    private StatusView() {}

    static PipelineStatus of(
            RunContext run,
            Activity activity,
            @Nullable SourceMark mark,
            @Nullable LastCheckpoint lastCheckpoint,
            @Nullable CheckpointCycle cycle,
            Replicas replicas,
            StreamIntake intake) {
        Instant now = run.workers().timeline().now();
        Optional<SourceMark> at = Optional.ofNullable(mark);
        Optional<LastCheckpoint> last = Optional.ofNullable(lastCheckpoint);
        return new PipelineStatus(
                run.settings().pipeline(),
                activity,
                now,
                at.map(seen -> seen.position().toString()),
                at.map(SourceMark::sourceTimestamp),
                last.map(checkpoint -> Duration.between(checkpoint.sourceTimestamp(), now)),
                last,
                Optional.ofNullable(cycle)
                        .flatMap(CheckpointCycle::inFlight)
                        .map(flying -> new InFlight(flying.id(), flying.phase(), flying.sealedAt())),
                run.staging().attempts().retrying(),
                Optional.empty(),
                run.staging().budget().usedBytes(),
                run.staging().budget().limitBytes(),
                replicas.statuses(),
                Optional.empty(),
                intake.unknownEvents());
    }
}
