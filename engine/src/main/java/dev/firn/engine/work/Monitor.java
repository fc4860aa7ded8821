package dev.firn.engine.work;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one lock of a pipeline's run, and the only way for work on other threads to come back under it.
 *
 * <p>What a run knows is changed under the lock; what may take long is done without it, by {@link #submit}. When the run has ended, nothing
 * enters any more, and {@link #quiet} tells when the last work on other threads has returned: only then may another run touch the
 * same tables.
 */
public final class Monitor {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Timeline timeline;
    private final Waiting waiting;
    private final Consumer<Throwable> onFailure;
    private final CompletableFuture<Void> quiet = new CompletableFuture<>();
    private int working;
    private volatile boolean ended;

    /** @param onFailure hears, under the lock, what an action threw */
    public Monitor(Workers workers, Consumer<Throwable> onFailure) {
        this.timeline = workers.timeline();
        this.waiting = workers.waiting();
        this.onFailure = onFailure;
    }

    /** Runs the action under the lock, unless the run has ended; what it throws fails the run. */
    public void enter(Runnable action) {
        lock.lock();
        try {
            if (!ended) {
                guarded(action);
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Reads under the lock, also when the run has ended. */
    public <T> T read(Supplier<T> view) {
        lock.lock();
        try {
            return view.get();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Does the work on the executor, then goes on under the lock. If the run ends meanwhile, {@code late} gets the result.
     *
     * @param done goes on with what the work gave, under the lock
     * @param failed goes on with what the work threw, under the lock
     * @param late gets the result that nobody waits for any more, without the lock
     */
    public <T> void submit(
            Executor executor, Callable<T> work, Consumer<T> done, Consumer<Throwable> failed, Consumer<T> late) {
        if (!begin()) {
            return;
        }
        try {
            executor.execute(() -> perform(work, done, failed, late));
        } catch (RejectedExecutionException e) {
            finish(() -> failed.accept(e));
        }
    }

    /** {@link #submit} for work whose result needs no cleaning up. */
    public <T> void submit(Executor executor, Callable<T> work, Consumer<T> done, Consumer<Throwable> failed) {
        submit(executor, work, done, failed, result -> {});
    }

    /** Runs the action under the lock after the delay, unless the run has ended by then. */
    public void after(Duration delay, Runnable action) {
        timeline.after(delay, () -> enter(action));
    }

    /** Waits until the condition, looked at under the lock, holds or the run has ended. */
    public void await(BooleanSupplier condition) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            waiting.await(changed, () -> ended || condition.getAsBoolean());
        } finally {
            lock.unlock();
        }
    }

    /** Lets nothing enter any more. Called under the lock. */
    public void end() {
        ended = true;
        changed.signalAll();
        if (working == 0) {
            quiet.complete(null);
        }
    }

    public boolean ended() {
        return ended;
    }

    /** Completes when the run has ended and all work on other threads has returned. */
    public CompletionStage<Void> quiet() {
        return quiet;
    }

    private boolean begin() {
        lock.lock();
        try {
            if (ended) {
                return false;
            }
            working++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    @SuppressWarnings("InterruptedExceptionSwallowed") // An interruption is handed on as a failure like any other.
    private <T> void perform(Callable<T> work, Consumer<T> done, Consumer<Throwable> failed, Consumer<T> late) {
        @Nullable T result = null;
        @Nullable Throwable thrown = null;
        if (!ended) {
            try {
                result = work.call();
            } catch (Throwable e) {
                thrown = e;
            }
        }
        settle(result, thrown, done, failed, late);
    }

    private <T> void settle(
            @Nullable T result,
            @Nullable Throwable thrown,
            Consumer<T> done,
            Consumer<Throwable> failed,
            Consumer<T> late) {
        if (thrown != null) {
            finish(() -> failed.accept(thrown));
        } else if (result == null) {
            finish(() -> {});
        } else if (!finish(() -> done.accept(result))) {
            late.accept(result);
        }
    }

    /** Whether the action was run. */
    private boolean finish(Runnable action) {
        boolean entered;
        boolean last;
        lock.lock();
        try {
            working--;
            entered = !ended;
            if (entered) {
                guarded(action);
                changed.signalAll();
            }
            last = ended && working == 0;
        } finally {
            lock.unlock();
        }
        if (last) {
            quiet.complete(null);
        }
        return entered;
    }

    private void guarded(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | Error e) {
            onFailure.accept(e);
        }
    }
}
