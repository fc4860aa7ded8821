package dev.firn.engine.simulation;

import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.lake.CheckpointLog;
import dev.firn.engine.lake.CommitOutcome;
import dev.firn.engine.lake.Generation;
import dev.firn.engine.lake.Lake;
import dev.firn.engine.lake.LakeException;
import dev.firn.engine.lake.LakeTables;
import dev.firn.engine.lake.PrepareOutcome;
import dev.firn.engine.lake.PreparedCheckpoint;
import dev.firn.engine.lake.PresentRows;
import dev.firn.engine.lake.Resolution;
import dev.firn.engine.lake.StagedFiles;
import dev.firn.engine.lake.StateLost;
import dev.firn.engine.lake.TableCommit;
import dev.firn.engine.simulation.Faults.BrokenPromise;
import dev.firn.engine.simulation.ModelLake.Files.Incomplete;
import dev.firn.schema.change.SchemaChange;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.source.TableId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.Schema;
import org.jspecify.annotations.Nullable;

/** One process's connection to the model lake. */
final class LakeHandle implements Lake, LakeTables, CheckpointLog {

    private final ModelLake lake;
    private final Schedule schedule;
    private final Faults faults;
    private final SimulatedProcess process;
    private final Oracle oracle;
    private long known;

    LakeHandle(ModelLake lake, Schedule schedule, Faults faults, SimulatedProcess process, Oracle oracle) {
        this.lake = lake;
        this.schedule = schedule;
        this.faults = faults;
        this.process = process;
        this.oracle = oracle;
    }

    private void mayFail(String what) {
        process.check();
        if (!faults.lakeNeedsOperator.isEmpty()) {
            throw new LakeException(LakeException.Scope.LAKE, faults.lakeNeedsOperator, null);
        }
        if (schedule.chance(faults.transientRate)) {
            throw new LakeException(LakeException.Scope.TRANSIENT, "Cannot " + what + ": throttled", null);
        }
    }

    private boolean isUnknown() {
        return schedule.chance(faults.unknownRate);
    }

    private void mayCrash() {
        if (schedule.chance(faults.crashRate)) {
            process.kill();
        }
        process.check();
    }

    @Override
    public CheckpointLog checkpoints() {
        return this;
    }

    @Override
    public LakeTables tables() {
        return this;
    }

    @Override
    public void close() {}

    // --- checkpoints

    @Override
    public Optional<PreparedCheckpoint> newest() {
        mayFail("read the checkpoints");
        PreparedCheckpoint newest = lake.newest();
        known = newest == null ? 0 : newest.id().number();
        if (newest != null && newest.id().equals(lake.lostState)) {
            oracle.recovers(process, null);
            throw new StateLost(newest.id(), newest.owner(), "The file of the state is gone", new IOException("404"));
        }
        oracle.recovers(process, newest);
        return Optional.ofNullable(newest);
    }

    @Override
    public Optional<PreparedCheckpoint> peek() {
        mayFail("look at the checkpoints");
        return Optional.ofNullable(lake.newest());
    }

    @Override
    public PrepareOutcome prepare(PreparedCheckpoint checkpoint) {
        mayFail("prepare");
        schedule.pause(process);
        PreparedCheckpoint newest = lake.newest();
        long there = newest == null ? 0 : newest.id().number();
        if (newest != null
                && newest.id().equals(checkpoint.id())
                && newest.owner().equals(checkpoint.owner())) {
            known = there;
            return new PrepareOutcome.Prepared();
        }
        if (there != known && !faults.breaks(BrokenPromise.PREPARE_IS_A_FENCE) && newest != null) {
            return new PrepareOutcome.Fenced(newest.owner());
        }
        if (isUnknown() && schedule.chance(0.5)) {
            return new PrepareOutcome.Unknown(new IOException("504 before"));
        }
        lake.checkpoints.add(checkpoint);
        oracle.prepared(checkpoint);
        mayCrash();
        schedule.pause(process);
        if (isUnknown()) {
            return new PrepareOutcome.Unknown(new IOException("504 after"));
        }
        known = checkpoint.id().number();
        return new PrepareOutcome.Prepared();
    }

    // --- tables

    private ModelLakeTable table(TableId table) {
        ModelLakeTable found = lake.tables.get(table);
        if (found == null) {
            throw oracle.violation("I1", "Nobody created the lake's table " + table);
        }
        return found;
    }

    @Override
    public Schema open(TableLayout layout) {
        mayFail("open");
        return lake.tables
                .computeIfAbsent(layout.table(), id -> new ModelLakeTable(layout))
                .schema();
    }

    @Override
    public boolean takesDefaults(TableId table) {
        mayFail("takesDefaults");
        return lake.takesDefaults;
    }

    @Override
    public Schema evolve(TableId table, List<? extends SchemaChange> changes) {
        mayFail("evolve");
        table(table).apply(changes);
        mayFail("evolve");
        return table(table).schema();
    }

    @Override
    public Schema reshape(TableLayout layout) {
        mayFail("reshape");
        table(layout.table()).reshape(layout);
        return table(layout.table()).schema();
    }

    @Override
    public StagedFiles stage(CheckpointId checkpoint, Generation generation) {
        mayFail("stage");
        List<Map<Integer, @Nullable Object>> rows = new ArrayList<>();
        generation.rows().forEach(row -> rows.add(byFieldId(generation.schema(), row)));
        List<Map<Integer, @Nullable Object>> deletes = new ArrayList<>();
        for (@Nullable Object[] key : generation.deletedKeys()) {
            Map<Integer, @Nullable Object> values = new HashMap<>();
            for (int i = 0; i < key.length; i++) {
                values.put(generation.keyFieldIds().get(i), key[i]);
            }
            deletes.add(values);
        }
        List<Integer> placed = new ArrayList<>(generation.keyFieldIds());
        placed.addAll(generation.placedDeletes().placeFieldIds());
        for (@Nullable Object[] delete : generation.placedDeletes().rows()) {
            // Deletes nothing if the row is elsewhere, as within a partition.
            Map<Integer, @Nullable Object> values = new HashMap<>();
            for (int i = 0; i < delete.length; i++) {
                values.put(placed.get(i), delete[i]);
            }
            deletes.add(values);
        }
        List<Incomplete> incomplete = new ArrayList<>();
        for (Generation.IncompleteRow row : generation.incomplete()) {
            Map<Integer, @Nullable Object> formerKey = new HashMap<>();
            for (int i = 0; i < row.formerKey().length; i++) {
                formerKey.put(generation.keyFieldIds().get(i), row.formerKey()[i]);
            }
            incomplete.add(new Incomplete(
                    byFieldId(generation.schema(), row.row()),
                    row.missing().stream()
                            .mapToObj(index ->
                                    generation.schema().columns().get(index).fieldId())
                            .toList(),
                    formerKey));
        }
        return lake.write(new ModelLake.Files(rows, deletes, Set.of(), incomplete));
    }

    @Override
    public TableCommit complete(TableCommit commit, PresentRows present) throws InterruptedException {
        mayFail("complete");
        if (!lake.hasFilesOf(commit)) {
            return commit;
        }
        TableCommit complete = table(commit.table()).complete(commit, lake, (files, row) -> {
            throw oracle.violation("I2", "The lake has no row " + row + " of " + commit.table());
        });
        mayCrash();
        return complete;
    }

    private Map<Integer, @Nullable Object> byFieldId(Schema schema, @Nullable Object[] row) {
        if (row.length != schema.columns().size()) {
            throw oracle.violation("I1", "A row of " + row.length + " values for " + schema);
        }
        Map<Integer, @Nullable Object> values = new HashMap<>();
        for (int i = 0; i < row.length; i++) {
            values.put(schema.columns().get(i).fieldId(), row[i]);
        }
        return values;
    }

    @Override
    public RowStage openRowStage(CheckpointId checkpoint, TableId table, Schema schema) {
        mayFail("open files");
        List<Map<Integer, @Nullable Object>> rows = new ArrayList<>();
        return new RowStage() {
            @Override
            public void write(@Nullable Object[] row) {
                rows.add(byFieldId(schema, row));
            }

            @Override
            public StagedFiles finish() {
                mayFail("finish files");
                return lake.write(new ModelLake.Files(rows, List.of()));
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public boolean resolvesDeletes(TableId table) {
        return lake.resolvesDeletes;
    }

    @Override
    public TableCommit resolve(TableCommit commit) {
        mayFail("resolve");
        if (!lake.hasFilesOf(commit)) {
            return commit;
        }
        TableCommit resolved = commit.resolved(table(commit.table()).resolve(commit, lake));
        mayCrash();
        return resolved;
    }

    /** As it holds for the table as it is. */
    private TableCommit placed(TableCommit commit, ModelLakeTable table) {
        Resolution known = commit.resolution();
        boolean holds = !lake.resolvesDeletes
                || !commit.deletesRows()
                || (known != null && known.snapshotId() == table.snapshot());
        boolean isBroken = known != null && faults.breaks(BrokenPromise.PLACES_ARE_THOSE_OF_THE_SNAPSHOT);
        return holds || isBroken ? commit : commit.resolved(table.resolve(commit, lake));
    }

    @Override
    public CommitOutcome commit(TableCommit commit) {
        mayFail("commit");
        schedule.pause(process);
        if (faults.refusing.contains(commit.table())) {
            oracle.refused(commit);
            return new CommitOutcome.Rejected("The table refuses; mend it");
        }
        ModelLakeTable table = table(commit.table());
        boolean isThere = table.newestCheckpoint() >= commit.checkpoint().number();
        if (!isThere || faults.breaks(BrokenPromise.COMMITS_ARE_IDEMPOTENT)) {
            if (isUnknown() && schedule.chance(0.5)) {
                return new CommitOutcome.Unknown(new IOException("504 before"));
            }
            if (!lake.hasFilesOf(commit) && !faults.breaks(BrokenPromise.STAGED_FILES_ARE_LOOKED_AT)) {
                oracle.refused(commit);
                return new CommitOutcome.FilesGone("A staged file is gone");
            }
            table.commit(placed(commit, table), lake);
            oracle.committed(commit);
            mayCrash();
            schedule.pause(process);
            if (isUnknown()) {
                return new CommitOutcome.Unknown(new IOException("504 after"));
            }
        }
        return new CommitOutcome.Committed();
    }

    @Override
    public void discard(TableId table, StagedFiles staged) {
        process.check();
        lake.delete(staged);
    }
}
