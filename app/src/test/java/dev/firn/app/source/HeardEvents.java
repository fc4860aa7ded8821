package dev.firn.app.source;

import dev.firn.engine.event.ChangeEvent;
import dev.firn.engine.event.SourceMark;
import dev.firn.engine.event.SourcePosition;
import dev.firn.engine.source.ChangeListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A listener that keeps what it hears, and lets a test wait for it. */
final class HeardEvents implements ChangeListener {

    static final Duration PATIENCE = Duration.ofSeconds(90);

    private final List<ChangeEvent> events = new ArrayList<>();
    private Throwable ended;
    private boolean over;

    @Override
    public synchronized void onEvents(List<ChangeEvent> more) {
        events.addAll(more);
        notifyAll();
    }

    /** Wakes whoever waits when the stream ends by itself. */
    synchronized HeardEvents watch(CompletionStage<Void> end) {
        over = false;
        end.whenComplete((done, failure) -> {
            synchronized (this) {
                ended = failure;
                over = true;
                notifyAll();
            }
        });
        return this;
    }

    synchronized List<ChangeEvent> all() {
        return List.copyOf(events);
    }

    /** Everything but boundaries, and what the catalog says beside. */
    synchronized List<ChangeEvent> changes() {
        return events.stream()
                .filter(event -> !(event instanceof ChangeEvent.Boundary || event instanceof ChangeEvent.Described))
                .toList();
    }

    synchronized <T extends ChangeEvent> List<T> of(Class<T> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** Forgets what was heard up to here. */
    synchronized void clear() {
        events.clear();
    }

    /** Waits for the first boundary, from now on or heard already, that has reached a position. */
    SourceMark awaitReached(SourcePosition target) throws InterruptedException {
        return ((ChangeEvent.Boundary) await(event -> event instanceof ChangeEvent.Boundary boundary
                        && boundary.mark().position().reached(target)))
                .mark();
    }

    ChangeEvent await(Predicate<ChangeEvent> wanted) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        int next = 0;
        synchronized (this) {
            while (true) {
                for (; next < events.size(); next++) {
                    if (wanted.test(events.get(next))) {
                        return events.get(next);
                    }
                }
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0 || over) {
                    throw new AssertionError(
                            "Did not hear what was awaited in " + events.size() + " events, of which the last: "
                                    + events.subList(Math.max(0, events.size() - 5), events.size()),
                            ended);
                }
                wait(left);
            }
        }
    }
}
