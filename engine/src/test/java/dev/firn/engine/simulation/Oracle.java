package dev.firn.engine.simulation;

import dev.firn.engine.checkpoint.CheckpointCodec;
import dev.firn.engine.checkpoint.CheckpointState;
import dev.firn.engine.checkpoint.LoadProgress;
import dev.firn.engine.checkpoint.TableState;
import dev.firn.engine.lake.PreparedCheckpoint;
import dev.firn.engine.lake.TableCommit;
import dev.firn.engine.source.TableIdentity;
import dev.firn.engine.source.TableReader.Chunk;
import dev.firn.schema.source.TableId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Knows what must be true, from the model database and the model lake alone. Looks at every prepare, every commit and every
 * acknowledgement.
 */
final class Oracle {

    private final ModelDatabase database;
    private final ModelLake lake;

    private final ContentOracle content;
    private final Map<Long, CheckpointState> prepared = new HashMap<>();
    private final Set<List<Object>> refused = new HashSet<>();

    /** The finished chunks of each load that a process goes on with, as long as it does not begin the load anew. */
    private final Map<SimulatedProcess, Map<TableId, Set<Chunk>>> finishedBefore = new HashMap<>();

    /** What was read, each time anew. */
    private final List<ChunkRead> chunkReads = new ArrayList<>();

    private int records;

    /** The processes that may go back in the log, while all tables are loaded. */
    private final Set<Long> anew = new HashSet<>();

    private final RequestOracle requests = new RequestOracle(what -> violation("REQUESTS", what));
    private @Nullable AssertionError first;
    private long newest;
    private int newestPosition;
    private int committed;

    Oracle(ModelDatabase database, ModelLake lake, boolean valuesMayBeAhead) {
        this.database = database;
        this.lake = lake;
        this.content = new ContentOracle(database, lake, valuesMayBeAhead, this::violation);
    }

    int commits() {
        return committed;
    }

    RequestOracle requests() {
        return requests;
    }

    long checkpoints() {
        return newest;
    }

    /** How many of them changed nothing but the progress of loads. */
    int records() {
        return records;
    }

    /** Remembers what is wrong, since whoever is called by a process may have its error taken for a fault. */
    AssertionError violation(String invariant, String what) {
        AssertionError violation = new AssertionError(invariant + ": " + what);
        if (first == null) {
            first = violation;
        }
        return violation;
    }

    /** Throws the first violation, if there was one. */
    void check() {
        if (first != null) {
            throw first;
        }
    }

    /**
     * A stream was opened. A process that read its checkpoint before another prepared the next one comes too late, and may find a
     * gap: it will be fenced.
     */
    void opened(int from) {
        if (from == newestPosition && from < database.acknowledged()) {
            throw violation(
                    "I3",
                    "the stream goes on from " + from + ", the source was told to forget up to "
                            + database.acknowledged());
        }
    }

    // --- chunks

    /** A process goes on from a checkpoint. */
    void recovers(SimulatedProcess process, @Nullable PreparedCheckpoint checkpoint) {
        Map<TableId, Set<Chunk>> finished = new HashMap<>();
        if (checkpoint != null) {
            CheckpointCodec.decode(checkpoint.id(), checkpoint.state()).tables().forEach((table, state) -> {
                if (state instanceof TableState.Loading loading
                        && loading.progress() instanceof LoadProgress.Chunks chunks) {
                    Set<Chunk> done = new HashSet<>();
                    chunks.finished().stream()
                            .filter(LoadProgress.FinishedChunk::settled)
                            .forEach(chunk -> done.add(chunk.chunk()));
                    finished.put(table, done);
                }
            });
        }
        finishedBefore.put(process, finished);
    }

    /** A load looks for its first chunk, so it goes on from nothing. */
    void loadBegins(SimulatedProcess process, TableId table) {
        finishedBefore.getOrDefault(process, Map.of()).remove(table);
    }

    /** A chunk is read; whoever finished it before a crash must not have told a checkpoint, unless a change of columns may have come before. */
    void chunkIsRead(SimulatedProcess process, TableId table, Chunk chunk, Instant now) {
        Set<Chunk> finished = finishedBefore.getOrDefault(process, Map.of()).getOrDefault(table, Set.of());
        if (finished.contains(chunk)) {
            throw violation("I1", process + " reads " + chunk + " of " + table + " again, which a checkpoint has");
        }
        chunkReads.add(new ChunkRead(table, chunk, now));
    }

    /** A read of a chunk, finished or not. */
    record ChunkRead(TableId table, Chunk chunk, Instant at) {}

    List<ChunkRead> chunkReads() {
        return List.copyOf(chunkReads);
    }

    /** A checkpoint became durable. */
    void prepared(PreparedCheckpoint checkpoint) {
        CheckpointState state = CheckpointCodec.decode(checkpoint.id(), checkpoint.state());
        int position = ModelPosition.parse(state.position()).committed();
        if (checkpoint.id().number() != newest + 1) {
            throw violation(
                    "I10", "checkpoint " + checkpoint.id() + " of " + checkpoint.owner() + " follows " + newest);
        }
        if (position < newestPosition && !beginsAnew(checkpoint, state)) {
            throw violation("I1", "checkpoint " + checkpoint.id() + " goes back to " + position);
        }
        CheckpointState before = prepared.get(newest);
        if (before != null
                && before.position().equals(state.position())
                && checkpoint.history().isEmpty()) {
            records++;
        }
        newest = checkpoint.id().number();
        newestPosition = position;
        prepared.put(newest, state);
        requests.prepared(newest, state);
    }

    /** An operator lets a process begin anew, at another place in the log. */
    void beginsAnew(long processId) {
        anew.add(processId);
    }

    private boolean beginsAnew(PreparedCheckpoint checkpoint, CheckpointState state) {
        return anew.contains(checkpoint.owner().processId())
                && state.tables().values().stream().noneMatch(TableState.Streaming.class::isInstance);
    }

    /** A table refused a commit. */
    void refused(TableCommit commit) {
        refused.add(List.of(commit.table(), commit.checkpoint().number()));
    }

    /** A commit was applied to a table. */
    void committed(TableCommit commit) {
        committed++;
        CheckpointState state = prepared.get(commit.checkpoint().number());
        if (state == null) {
            throw violation("I1", "the commit of checkpoint " + commit.checkpoint() + " was never prepared");
        }
        if (!state.commits().contains(commit)) {
            throw violation(
                    "I10",
                    "checkpoint " + commit.checkpoint() + " of " + commit.table()
                            + " is not committed as it was prepared");
        }
        int position = ModelPosition.parse(commit.position()).committed();
        if (isOf(state.tables().get(commit.table()), commit.table(), position)) {
            content.compare(commit.table(), position, "checkpoint " + commit.checkpoint());
        }
    }

    /** The source may forget. */
    void acknowledged(ModelPosition position, SimulatedProcess process) {
        CheckpointState state = prepared.get(newest);
        if (state == null || ModelPosition.parse(state.position()).committed() < position.committed()) {
            throw violation("I3", process + " acknowledged " + position + " before a checkpoint there was durable");
        }
        if (!state.position().equals(position.toString())) {
            return;
        }
        for (TableCommit commit : state.commits()) {
            ModelLakeTable table = Objects.requireNonNull(lake.tables.get(commit.table()));
            if (table.newestCheckpoint() < newest && !refused.contains(List.of(commit.table(), newest))) {
                throw violation(
                        "I3", position + " was acknowledged before " + commit.table() + " had committed " + newest);
            }
        }
        compareAll(state, newest);
    }

    /** All tables that stream stand at the checkpoint's position (I2). */
    private void compareAll(CheckpointState state, long checkpoint) {
        state.tables().forEach((table, tableState) -> {
            boolean follows =
                    tableState instanceof TableState.Streaming && !refused.contains(List.of(table, checkpoint));
            int position = ModelPosition.parse(state.position()).committed();
            if (follows && isOf(tableState, table, position)) {
                content.compare(table, position, "all at checkpoint " + checkpoint);
            }
        });
    }

    /**
     * Whether the table that is replicated is the one that has the name at the position. Where the log does not tell of that, another may have it, or the log
     * may lack its changes, until the catalog is looked at.
     */
    private boolean isOf(@Nullable TableState state, TableId table, int position) {
        TableImage image = database.table(table, position);
        TableIdentity known = state == null ? null : state.origin().identity();
        return image == null
                || known == null
                || (known.table().equals(Integer.toString(image.identity()))
                        && (known.coverage().isEmpty()
                                || known.coverage().equals(database.publication.coverage(image.identity()))));
    }

    /** Whether every table of the source is followed, and is the one that has its name now. */
    boolean everyTableIsFollowed() {
        CheckpointState state = prepared.get(newest);
        return state != null
                && database.at(database.end()).keySet().stream()
                        .allMatch(table -> state.tables().get(table) instanceof TableState.Streaming streaming
                                && isOf(streaming, table, database.end()));
    }

    ContentOracle content() {
        return content;
    }
}
