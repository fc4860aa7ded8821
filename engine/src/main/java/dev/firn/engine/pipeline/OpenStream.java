package dev.firn.engine.pipeline;

import dev.firn.engine.event.SourcePosition;
import dev.firn.engine.source.ChangeListener;
import dev.firn.engine.source.ChangeStream;
import dev.firn.engine.source.SourceDatabase;
import dev.firn.engine.source.SourceState;
import dev.firn.engine.source.TableIdentity;
import dev.firn.engine.work.Job;
import dev.firn.schema.source.TableId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Opens the stream where the checkpoint left off. */
final class OpenStream implements Job<OpenStream.Opened> {

    private final SourceDatabase source;
    private final Pipeline.Goal goal;
    private final Optional<SourceState> from;
    private final ChangeListener listener;
    private final Consumer<Opened> opened;
    private final Consumer<FailurePolicy.Verdict> failed;

    /**
     * An open stream.
     *
     * @param target where the source stood when the stream was opened; null if nobody asked
     * @param identities the tables as the log carries them now; none where the log itself tells of tables
     */
    record Opened(ChangeStream stream, @Nullable SourcePosition target, Map<TableId, TableIdentity> identities) {}

    OpenStream(
            SourceDatabase source,
            Pipeline.Goal goal,
            Optional<SourceState> from,
            ChangeListener listener,
            Consumer<Opened> opened,
            Consumer<FailurePolicy.Verdict> failed) {
        this.source = source;
        this.goal = goal;
        this.from = from;
        this.listener = listener;
        this.opened = opened;
        this.failed = failed;
    }

    @Override
    public String what() {
        return "open the stream of the source";
    }

    @Override
    public Opened perform() throws InterruptedException {
        ChangeStream stream = source.changes().open(from, listener);
        try {
            return new Opened(
                    stream,
                    goal == Pipeline.Goal.CATCH_UP ? source.reader().currentPosition() : null,
                    source.catalog().identities().orElse(Map.of()));
        } catch (RuntimeException e) {
            stream.close();
            throw e;
        }
    }

    @Override
    public void done(Opened result) {
        opened.accept(result);
    }

    @Override
    public void unwanted(Opened result) {
        result.stream().close();
    }

    @Override
    public void gaveUp(Throwable failure) {
        failed.accept(FailurePolicy.ofRun(failure));
    }

    /** The failure itself, without what futures wrap it in. */
    static Throwable cause(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause : failure;
    }
}
