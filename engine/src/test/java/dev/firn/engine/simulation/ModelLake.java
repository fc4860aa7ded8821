package dev.firn.engine.simulation;

import dev.firn.engine.checkpoint.CheckpointCodec;
import dev.firn.engine.checkpoint.CheckpointState;
import dev.firn.engine.checkpoint.LoadProgress;
import dev.firn.engine.checkpoint.TableState;
import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.lake.PreparedCheckpoint;
import dev.firn.engine.lake.StagedFiles;
import dev.firn.engine.lake.TableCommit;
import dev.firn.schema.source.TableId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What all processes share: the catalog, the files and the checkpoint table. */
final class ModelLake {

    final Map<TableId, ModelLakeTable> tables = new HashMap<>();
    final List<PreparedCheckpoint> checkpoints = new ArrayList<>();
    private final Map<String, Files> files = new HashMap<>();
    private int written;

    /** The checkpoint whose state somebody deleted; null if nobody did. */
    @Nullable
    CheckpointId lostState;

    private final Oracle oracle;

    /** Whether its tables have defaults of columns, as Iceberg's have from format version 3 on. */
    final boolean takesDefaults;

    /** Whether its tables delete rows by their places. */
    final boolean resolvesDeletes;

    ModelLake(ModelDatabase database, boolean valuesMayBeAhead, boolean takesDefaults, boolean resolvesDeletes) {
        this.takesDefaults = takesDefaults;
        this.resolvesDeletes = resolvesDeletes;
        this.oracle = new Oracle(database, this, valuesMayBeAhead);
    }

    Oracle oracle() {
        return oracle;
    }

    /**
     * Staged files.
     *
     * @param rows values by field id
     * @param deletedKeys values by field id of the key
     * @param deletedPlaces places of rows
     * @param incomplete rows that lack values
     */
    record Files(
            List<Map<Integer, @Nullable Object>> rows,
            List<Map<Integer, @Nullable Object>> deletedKeys,
            Set<String> deletedPlaces,
            List<Incomplete> incomplete) {

        /**
         * A row that lacks values.
         *
         * @param row the values that are known
         * @param missing the field ids of the others
         * @param formerKey the key under which the table has them
         */
        record Incomplete(
                Map<Integer, @Nullable Object> row, List<Integer> missing, Map<Integer, @Nullable Object> formerKey) {}

        Files(
                List<Map<Integer, @Nullable Object>> rows,
                List<Map<Integer, @Nullable Object>> deletedKeys,
                Set<String> deletedPlaces) {
            this(rows, deletedKeys, deletedPlaces, List.of());
        }

        Files(List<Map<Integer, @Nullable Object>> rows, List<Map<Integer, @Nullable Object>> deletedKeys) {
            this(rows, deletedKeys, Set.of());
        }
    }

    StagedFiles write(Files content) {
        String name = "manifest-" + written++;
        files.put(name, content);
        return new StagedFiles(
                List.of(name),
                List.of(),
                content.rows().size(),
                content.deletedKeys().size(),
                1,
                1,
                content.incomplete().isEmpty() ? List.of() : List.of(name));
    }

    Files read(StagedFiles staged) {
        Files content = files.get(staged.dataManifests().get(0));
        if (content == null) {
            throw oracle.violation("I1", "Files of a checkpoint were deleted: " + staged);
        }
        return content;
    }

    /** Whether everything that a commit brings is there. */
    boolean hasFilesOf(TableCommit commit) {
        return manifests(commit).allMatch(files::containsKey);
    }

    /** Somebody removes a file that a checkpoint names and no table has yet. */
    void loseStagedFile(Schedule schedule) {
        PreparedCheckpoint newest = newest();
        if (newest == null) {
            return;
        }
        CheckpointState state = CheckpointCodec.decode(newest.id(), newest.state());
        Stream<String> uncommitted =
                state.commits().stream().filter(commit -> !stands(commit)).flatMap(ModelLake::manifests);
        Stream<String> loaded = state.tables().values().stream()
                .filter(TableState.Loading.class::isInstance)
                .flatMap(table -> manifests(((TableState.Loading) table).progress()));
        List<String> candidates = Stream.concat(uncommitted, loaded)
                .filter(files::containsKey)
                .sorted()
                .toList();
        if (!candidates.isEmpty()) {
            files.remove(schedule.pick(candidates));
        }
    }

    /** Another engine puts the rows of a table into other files. */
    void compactOne(Schedule schedule) {
        List<TableId> candidates = tables.keySet().stream().sorted().toList();
        if (!candidates.isEmpty()) {
            Objects.requireNonNull(tables.get(schedule.pick(candidates))).compact();
        }
    }

    private boolean stands(TableCommit commit) {
        ModelLakeTable table = tables.get(commit.table());
        return table != null && table.newestCheckpoint() >= commit.checkpoint().number();
    }

    private static Stream<String> manifests(TableCommit commit) {
        return commit.steps().stream().flatMap(step -> {
            if (step instanceof TableCommit.Step.Replace replace) {
                return manifests(replace.content());
            }
            return step instanceof TableCommit.Step.Apply apply
                    ? manifests(List.of(apply.generation()))
                    : Stream.empty();
        });
    }

    private static Stream<String> manifests(LoadProgress progress) {
        if (progress instanceof LoadProgress.Chunks chunks) {
            Stream<StagedFiles> rows = chunks.finished().stream().map(LoadProgress.FinishedChunk::files);
            return Stream.concat(manifests(rows.toList()), manifests(chunks.generations()));
        }
        return progress instanceof LoadProgress.OneRead read
                ? Stream.concat(manifests(List.of(read.rows())), manifests(read.generations()))
                : Stream.empty();
    }

    private static Stream<String> manifests(List<StagedFiles> staged) {
        return staged.stream().flatMap(files -> files.dataManifests().stream());
    }

    void delete(StagedFiles staged) {
        staged.dataManifests().forEach(files::remove);
    }

    /** Lets the newest checkpoint be one of a Firn that did not say how it writes files. */
    void forgetHowFilesWereWritten() {
        PreparedCheckpoint newest = Objects.requireNonNull(newest());
        String former = newest.state().replaceAll(",\"writing\":\"[a-z-]+\"", "");
        if (former.equals(newest.state())) {
            throw new IllegalStateException("The state does not say how files were written: " + newest.state());
        }
        checkpoints.set(
                checkpoints.size() - 1, new PreparedCheckpoint(newest.id(), newest.owner(), former, newest.history()));
    }

    @Nullable
    PreparedCheckpoint newest() {
        return checkpoints.isEmpty() ? null : checkpoints.get(checkpoints.size() - 1);
    }
}
