package dev.firn.engine.pipeline;

import dev.firn.engine.event.ChangeEvent;
import dev.firn.engine.event.ChangeEvent.Append;
import dev.firn.engine.event.ChangeEvent.Boundary;
import dev.firn.engine.event.ChangeEvent.Delete;
import dev.firn.engine.event.ChangeEvent.Described;
import dev.firn.engine.event.ChangeEvent.Dropped;
import dev.firn.engine.event.ChangeEvent.Insert;
import dev.firn.engine.event.ChangeEvent.LayoutChanged;
import dev.firn.engine.event.ChangeEvent.PartialUpdate;
import dev.firn.engine.event.ChangeEvent.Renamed;
import dev.firn.engine.event.ChangeEvent.RowEvent;
import dev.firn.engine.event.ChangeEvent.TableEvent;
import dev.firn.engine.event.ChangeEvent.Truncate;
import dev.firn.engine.event.ChangeEvent.Unreadable;
import dev.firn.engine.event.ChangeEvent.Untold;
import dev.firn.engine.event.ChangeEvent.Update;
import dev.firn.engine.source.ChangeListener;
import dev.firn.engine.work.Monitor;
import dev.firn.schema.source.TableId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the stream's events into the run: one turn under the lock per delivery, ended early only where a load's read has to be opened, and holds
 * the stream back while the rows that wait for their files take too much heap (I5). Hot.
 */
final class StreamIntake implements ChangeListener {

    private static final Logger LOG = LoggerFactory.getLogger(StreamIntake.class);

    private final RunContext run;
    private final Replicas replicas;
    private final Monitor monitor;
    private final Listener listener;
    private final Map<TableId, Long> unknown = new HashMap<>();

    /** Tables that are not known yet and will be loaded. */
    private final Set<TableId> coming = new HashSet<>();

    private boolean open;

    // Between two turns of the stream's thread.
    private int taken;
    private List<LoadSchedule.Opening> openings = List.of();

    // Of the present turn.
    private long inserts;
    private long updates;
    private long partialUpdates;
    private long deletes;
    private long appends;
    private long truncates;
    private long layoutChanges;

    /** The run, as far as events concern more than their table. Under the run's lock. */
    interface Listener {

        /** An event came that is not a boundary: no checkpoint until the next one. */
        void insideTransaction();

        /** No transaction is open; returns the reads to be opened before any later event is looked at. */
        List<LoadSchedule.Opening> boundary(Boundary boundary);

        /** Whether events still count; while the run stops they do not. */
        boolean takesEvents();

        /** A table that nobody knows has a layout; returns whether a load to come will have its rows. */
        boolean unknown(LayoutChanged event);

        /** The log told a change under a name that no table had when it was read. */
        void nameless(Untold event);

        /** A table has another name. */
        void renamed(Renamed event);
    }

    StreamIntake(RunContext run, Replicas replicas, Monitor monitor, Listener listener) {
        this.run = run;
        this.replicas = replicas;
        this.monitor = monitor;
        this.listener = listener;
    }

    /** The run knows its stream; events are taken from here on. */
    void open() {
        open = true;
    }

    @Override
    public void onEvents(List<ChangeEvent> events) throws InterruptedException {
        // A stream may deliver before the call that opened it has returned.
        monitor.await(() -> open);
        taken = 0;
        while (taken < events.size()) {
            openings = List.of();
            monitor.enter(() -> takeTurn(events));
            if (monitor.ended()) {
                throw new InterruptedException("The run has ended");
            }
            for (LoadSchedule.Opening opening : openings) {
                openRead(opening);
            }
        }
        monitor.await(run.staging().budget()::hasRoom);
    }

    private void openRead(LoadSchedule.Opening opening) throws InterruptedException {
        try {
            opening.load().open(opening.mark());
        } catch (RuntimeException e) {
            monitor.enter(() -> {
                if (opening.isWanted()) {
                    opening.load().openingFailed(e);
                }
            });
            return;
        }
        monitor.enter(() -> {
            if (opening.isWanted()) {
                opening.replica().beginLoad(opening.load(), opening.mark());
            }
        });
    }

    private void takeTurn(List<ChangeEvent> events) {
        while (taken < events.size() && openings.isEmpty() && !monitor.ended()) {
            ChangeEvent event = events.get(taken);
            taken++;
            if (!listener.takesEvents()) {
                continue;
            }
            if (event instanceof Boundary boundary) {
                openings = listener.boundary(boundary);
            } else if (event instanceof TableEvent tableEvent) {
                listener.insideTransaction();
                takeOrStop(tableEvent);
            }
            if (run.staging().budget().mustSeal()) {
                replicas.sealBiggest();
            }
        }
        report();
    }

    /** What one table's event breaks stops that table (I6). */
    private void takeOrStop(TableEvent event) {
        try {
            take(event);
        } catch (RuntimeException e) {
            Replica replica = replicas.get(event.table());
            if (replica == null) {
                throw e;
            }
            replica.work().failed(e);
        }
    }

    private void take(TableEvent event) {
        Replica replica = replicas.get(event.table());
        if (event instanceof Renamed renamed) {
            listener.renamed(renamed);
        } else if (replica == null) {
            takeUnknown(event);
        } else if (event instanceof RowEvent row) {
            count(row);
            replica.events().take(row);
        } else {
            takeRare(replica, event);
        }
    }

    private void count(RowEvent event) {
        if (event instanceof Insert) {
            inserts++;
        } else if (event instanceof Update) {
            updates++;
        } else if (event instanceof Delete) {
            deletes++;
        } else if (event instanceof Append) {
            appends++;
        } else if (event instanceof PartialUpdate) {
            partialUpdates++;
        }
    }

    private void takeRare(Replica replica, TableEvent event) {
        if (event instanceof LayoutChanged changed) {
            layoutChanges++;
            replicas.tell(event.table());
            replica.events().layoutChanged(changed);
        } else if (event instanceof Described described) {
            // What the definition has become, a foreign key that changes rows perhaps, is seen at the next look.
            replica.isTold(false);
            replica.description().told(described.definition(), described.there());
        } else if (event instanceof Truncate) {
            truncates++;
            replica.events().truncated();
        } else if (event instanceof Dropped) {
            replicas.tell(event.table());
            replicas.dropped(replica);
        } else if (event instanceof Untold untold && replica.standing() instanceof Standing.Gone) {
            listener.nameless(untold);
        } else if (event instanceof Untold untold) {
            replica.events().untold(untold.reason());
        } else if (event instanceof Unreadable unreadable) {
            replica.events().unreadable(unreadable.reason(), unreadable.cause());
        }
    }

    private void takeUnknown(TableEvent event) {
        if (event instanceof LayoutChanged changed && listener.unknown(changed)) {
            coming.add(event.table());
        } else if (event instanceof Untold untold) {
            listener.nameless(untold);
        }
        if (coming.contains(event.table()) || event instanceof Dropped || event instanceof Described) {
            return;
        }
        if (unknown.merge(event.table(), 1L, Long::sum) == 1) {
            LOG.warn("Events of {} are not applied: the table is not followed", event.table());
        }
        run.observer().eventsSkipped(event.table(), SkipCause.TABLE_UNKNOWN, 1);
    }

    private void report() {
        EventCounts counts =
                new EventCounts(inserts, updates, partialUpdates, deletes, appends, truncates, layoutChanges);
        inserts = updates = partialUpdates = deletes = appends = truncates = layoutChanges = 0;
        if (counts.total() > 0) {
            run.observer().eventsReceived(counts);
        }
        run.observer().bufferedBytes(run.staging().budget().usedBytes());
    }

    /** How many events were not applied because their table is not followed. */
    Map<TableId, Long> unknownEvents() {
        return Map.copyOf(unknown);
    }
}
