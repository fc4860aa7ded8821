package dev.firn.engine.pipeline;

import dev.firn.engine.checkpoint.CheckpointCodec;
import dev.firn.engine.checkpoint.CheckpointState;
import dev.firn.engine.checkpoint.TableState;
import dev.firn.engine.event.SourceMark;
import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.lake.HistoryRow;
import dev.firn.engine.lake.Owner;
import dev.firn.engine.lake.PreparedCheckpoint;
import dev.firn.engine.lake.PresentRows;
import dev.firn.engine.lake.Resolution;
import dev.firn.engine.lake.StagedFiles;
import dev.firn.engine.lake.TableCommit;
import dev.firn.engine.lake.TableCommit.Step;
import dev.firn.engine.source.SourceState;
import dev.firn.schema.source.TableId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A checkpoint that takes no more events: every table's part of it, all at one place in the source's log. Under the run's lock. */
final class SealedCheckpoint {

    private final CheckpointId id;
    private final SourceMark mark;
    private final SourceState source;
    private final @Nullable Instant pausedSince;
    private final Instant sealedAt;
    private final Map<TableId, TablePart> parts = new LinkedHashMap<>();
    private CheckpointPhase phase = CheckpointPhase.STAGING;
    private Instant phaseSince;
    private List<TableCommit> commits = List.of();
    private Set<TableId> loading = Set.of();
    private @Nullable CheckpointState state;

    SealedCheckpoint(CheckpointId id, SourceMark mark, SourceState source, @Nullable Instant pausedSince, Instant now) {
        this.id = id;
        this.mark = mark;
        this.source = source;
        this.pausedSince = pausedSince;
        this.sealedAt = now;
        this.phaseSince = now;
    }

    CheckpointId id() {
        return id;
    }

    SourceMark mark() {
        return mark;
    }

    Instant sealedAt() {
        return sealedAt;
    }

    CheckpointPhase phase() {
        return phase;
    }

    List<TableCommit> commits() {
        return commits;
    }

    void add(TablePart part) {
        parts.put(part.table(), part);
    }

    boolean isReady() {
        return phase == CheckpointPhase.STAGING && parts.values().stream().allMatch(TablePart::isReady);
    }

    /** The table takes no part after all; too late once the checkpoint is being prepared. */
    void abandon(TableId table, Supplier<TableState> state) {
        TablePart part = parts.get(table);
        if (part != null && mayBeAbandoned()) {
            part.abandon(state);
        }
    }

    /** Whether the table's commit may still come. */
    boolean commitsTo(TableId table) {
        TablePart part = parts.get(table);
        return part != null
                && (mayBeAbandoned()
                        ? part.hasChanges() && !part.isAbandoned()
                        : commits.stream().anyMatch(commit -> commit.table().equals(table)));
    }

    private boolean mayBeAbandoned() {
        return phase == CheckpointPhase.STAGING || phase == CheckpointPhase.RESOLVING;
    }

    /** What tables lose rows by, of which it is to be known where they are before the checkpoint is prepared. */
    List<TableCommit> deletions(Predicate<TableId> resolves) {
        return parts.values().stream()
                .filter(part -> !part.isAbandoned() && resolves.test(part.table()))
                .map(part -> commit(part, part.commitSteps(), null))
                .filter(TableCommit::deletesRows)
                .toList();
    }

    /** Whether the table takes part, as far as is known. */
    boolean takesPart(TableId table) {
        TablePart part = parts.get(table);
        return part != null && !part.isAbandoned();
    }

    void resolved(TableCommit commit) {
        TablePart part = parts.get(commit.table());
        if (part != null) {
            part.resolved(commit);
        }
    }

    /** The source's rows of a table that takes part. */
    PresentRows present(TableId table) {
        TablePart part = parts.get(table);
        if (part == null) {
            throw new IllegalArgumentException(table + " takes no part in checkpoint " + id);
        }
        return part.present();
    }

    private TableCommit commit(TablePart part, List<Step> steps, @Nullable Resolution resolution) {
        return new TableCommit(part.table(), id, mark.position().toString(), mark.sourceTimestamp(), steps, resolution);
    }

    /** Enters a phase; returns when the one before began. */
    Instant enter(CheckpointPhase next, Instant now) {
        Instant before = phaseSince;
        phase = next;
        phaseSince = now;
        return before;
    }

    /** Puts everything together. Called once, when ready. */
    PreparedCheckpoint prepare(Owner owner, Instant now) {
        SortedMap<TableId, TableState> states = new TreeMap<>();
        List<TableCommit> changes = new ArrayList<>();
        List<HistoryRow> history = new ArrayList<>();
        String position = mark.position().toString();
        for (TablePart part : parts.values()) {
            TablePart.Prepared prepared = part.prepare();
            states.put(part.table(), prepared.state());
            if (!prepared.steps().isEmpty()) {
                changes.add(commit(part, prepared.steps(), prepared.resolution()));
            }
            if (!prepared.steps().isEmpty() || !part.schemaChanges().isEmpty()) {
                history.add(history(part, prepared, now));
            }
        }
        commits = List.copyOf(changes);
        loading = loading(states);
        CheckpointState prepared =
                new CheckpointState(source, position, mark.sourceTimestamp(), states, pausedSince, commits);
        state = prepared;
        return new PreparedCheckpoint(id, owner, CheckpointCodec.encode(prepared), history);
    }

    /** What it says to whoever goes on from it; known once it is prepared. */
    CheckpointState state() {
        if (state == null) {
            throw new IllegalStateException("Checkpoint " + id + " is not prepared");
        }
        return state;
    }

    /** The tables that are being loaded. */
    static Set<TableId> loading(SortedMap<TableId, TableState> states) {
        Set<TableId> tables = new HashSet<>();
        states.forEach((table, state) -> {
            if (state instanceof TableState.Loading) {
                tables.add(table);
            }
        });
        return tables;
    }

    Set<TableId> loading() {
        return loading;
    }

    private HistoryRow history(TablePart part, TablePart.Prepared prepared, Instant now) {
        List<StagedFiles> files = new ArrayList<>();
        for (Step step : prepared.steps()) {
            if (step instanceof Step.Replace replace) {
                files.addAll(replace.content());
            } else if (step instanceof Step.Apply apply) {
                files.add(apply.generation());
            }
        }
        Resolution places = prepared.resolution();
        if (places != null) {
            places.runs().forEach(run -> files.add(run.deletes()));
        }
        return new HistoryRow(
                part.table(),
                mark.position().toString(),
                mark.sourceTimestamp(),
                now,
                part.tally().inserts,
                part.tally().updates,
                part.tally().deletes,
                prepared.loadedRows(),
                files.stream().mapToLong(StagedFiles::files).sum(),
                files.stream().mapToLong(StagedFiles::bytes).sum(),
                part.schemaChanges());
    }
}
