package dev.firn.engine.source.debezium;

import dev.firn.engine.event.ChangeEvent;
import dev.firn.engine.event.SourceMark;
import dev.firn.engine.source.ChangeListener;
import dev.firn.engine.source.ChangeStream;
import dev.firn.engine.source.SourceException;
import dev.firn.engine.source.SourceState;
import io.debezium.connector.common.BaseSourceTask;
import io.debezium.connector.common.DebeziumTaskState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connector's task, polled by one thread until it fails or is closed. That thread translates, calls the listener and acknowledges, so
 * that nothing of these needs a lock.
 */
final class ConnectorStream implements ChangeStream {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectorStream.class);

    /** A task takes up to two of the connector's shutdown timeouts to stop. */
    private static final long CLOSE_MILLIS = 20_000;

    private final BaseSourceTask<?, ?> task;
    private final KeptOffset offset;
    private final Translator translator;
    private final ChangeListener listener;
    private final StreamFailures failures;
    private final Thread thread;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final AtomicReference<@Nullable SourceMark> acknowledged = new AtomicReference<>();
    private final AtomicReference<@Nullable SourceException> failedBeside = new AtomicReference<>();
    private volatile boolean closing;
    private boolean polling = true;

    ConnectorStream(
            String name,
            BaseSourceTask<?, ?> task,
            KeptOffset offset,
            Translator translator,
            ChangeListener listener,
            StreamFailures failures) {
        this.task = task;
        this.offset = offset;
        this.translator = translator;
        this.listener = listener;
        this.failures = failures;
        this.thread = new Thread(this::run, name);
        this.thread.setDaemon(true);
    }

    /** Starts the task on the caller's thread, so that what is wrong from the outset is thrown here, and then the polling. */
    void start() {
        try {
            task.initialize(offset);
            task.start(offset.configs());
            requireRunning();
        } catch (RuntimeException e) {
            stopTask();
            throw failures.explain(e);
        }
        thread.start();
    }

    /** What the connector takes for a passing fault it only logs, to try again by itself while it is polled. */
    private void requireRunning() {
        if (task.getTaskState() != DebeziumTaskState.RUNNING) {
            throw new ConnectException("the connector could not start; its log says why");
        }
    }

    private void run() {
        try {
            poll();
            stopBeingInterrupted();
            ended.complete(null);
        } catch (InterruptedException e) {
            end(new SourceException(SourceException.Cure.RETRY, "Reading the log was interrupted", e));
        } catch (Exception e) {
            end(failures.explain(e));
        } catch (Error e) {
            end(failures.explain(e));
            throw e;
        } finally {
            stopTask();
        }
    }

    private void end(SourceException failure) {
        stopBeingInterrupted();
        if (closing) {
            // Cutting connections is how a task stops: what it says then is no news.
            LOG.debug("The stream was closed while it read", failure);
            ended.complete(null);
        } else {
            ended.completeExceptionally(failure);
        }
    }

    /** From here on the task is told to stop, which an interruption would make a disorderly end; whoever hears of a failure closes the stream. */
    private synchronized void stopBeingInterrupted() {
        polling = false;
    }

    private synchronized void interruptPolling() {
        if (polling) {
            thread.interrupt();
        }
    }

    private void poll() throws InterruptedException {
        while (!closing) {
            SourceException failure = failedBeside.get();
            if (failure != null) {
                throw failure;
            }
            acknowledgeToTask();
            List<SourceRecord> records = task.poll();
            if (records != null && !records.isEmpty()) {
                hand(records);
            }
        }
    }

    /** Hot: the list and what the events themselves need is all that is allocated. */
    private void hand(List<SourceRecord> records) throws InterruptedException {
        List<ChangeEvent> events = new ArrayList<>(records.size() + 2);
        for (int i = 0; i < records.size(); i++) {
            translator.translate(records.get(i), events);
        }
        if (!events.isEmpty()) {
            listener.onEvents(events);
        }
    }

    /** The task sends what it finds as its offset to the server within its next poll. */
    private void acknowledgeToTask() throws InterruptedException {
        if (offerOffset()) {
            task.commit();
        }
    }

    private boolean offerOffset() {
        SourceMark mark = acknowledged.getAndSet(null);
        if (mark != null) {
            offset.set(translator.acknowledgement(mark));
        }
        return mark != null;
    }

    /** Ends the stream for something that went wrong on another thread of it. */
    void fail(SourceException failure) {
        failedBeside.compareAndSet(null, failure);
    }

    @Override
    public SourceState stateAt(SourceMark mark) {
        return translator.stateAt(mark);
    }

    @Override
    public void acknowledge(SourceMark mark) {
        acknowledged.set(mark);
    }

    @Override
    public CompletionStage<Void> ended() {
        return ended.minimalCompletionStage();
    }

    @Override
    public void close() {
        closing = true;
        interruptPolling();
        try {
            thread.join(CLOSE_MILLIS);
            if (thread.isAlive()) {
                LOG.warn("The stream's thread has not ended {} ms after it was told to", CLOSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void stopTask() {
        // A pending interruption would make the task skip the orderly part of its end.
        boolean interrupted = Thread.interrupted();
        try {
            // The task sends its offset once more, so the server need not keep what was acknowledged since the last
            // poll.
            offerOffset();
            task.stop();
        } catch (RuntimeException e) {
            LOG.warn("The connector did not stop in order; its connections end with their time limits", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
