package dev.firn.engine.pipeline;

import dev.firn.engine.checkpoint.LoadProgress;
import dev.firn.engine.checkpoint.TableOrigin;
import dev.firn.engine.checkpoint.TableState;
import dev.firn.engine.lake.PresentRows;
import dev.firn.engine.lake.Resolution;
import dev.firn.engine.lake.StagedFiles;
import dev.firn.engine.lake.TableCommit;
import dev.firn.engine.lake.TableCommit.Step;
import dev.firn.engine.load.TableLoad;
import dev.firn.engine.stage.PendingGeneration;
import dev.firn.schema.change.CommentChanges;
import dev.firn.schema.change.PendingRenames;
import dev.firn.schema.layout.LakeColumn;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.source.TableId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One table's part of a sealed checkpoint: the table as it stood at the checkpoint's position. What happens to the table afterwards
 * belongs to the next checkpoint, but for one thing: if the table has to stop or to be loaded again before the checkpoint is prepared, the part
 * is {@link #abandon abandoned}. Even then it says which table of the source had the name at the checkpoint's position: whoever goes on from
 * there gets that table's events first, and must not take them for those of another that has its name by then.
 */
final class TablePart {

    private final TableId table;
    private final TableOrigin origin;
    private final List<PendingStep> steps;
    private final Tally tally;
    private final Outcome outcome;
    private final String note;
    private @Nullable Supplier<TableState> stateInstead;
    private @Nullable Resolution resolution;

    /** Generations whose rows have all values now. */
    private Map<StagedFiles, StagedFiles> completed = Map.of();

    /** What the table's steps lead to. */
    sealed interface Outcome {

        /** The steps are committed. */
        record Follow(Function<Set<String>, TableState> state, Supplier<Set<String>> pendingDrops) implements Outcome {}

        /**
         * The steps are kept with the load that is under way.
         *
         * @param layout what the load is of at the checkpoint's position
         */
        record Keep(TableLoad load, TableLayout layout, Function<List<StagedFiles>, LoadProgress> progress)
                implements Outcome {}

        /** The load's rows replace the table's content, and all that was kept is applied on top. */
        record Complete(TableLoad load, Supplier<Set<String>> pendingDrops, Supplier<PendingRenames> renames)
                implements Outcome {}
    }

    /**
     * @param note what became of the table, for people; empty if there is nothing to say
     */
    TablePart(TableId table, TableOrigin origin, List<PendingStep> steps, Tally tally, Outcome outcome, String note) {
        this.note = note;
        this.table = table;
        this.origin = origin;
        this.steps = List.copyOf(steps);
        this.tally = tally;
        this.outcome = outcome;
    }

    TableId table() {
        return table;
    }

    Tally tally() {
        return tally;
    }

    /** The table does not take part; what it is instead is asked for when the checkpoint is prepared. */
    void abandon(Supplier<TableState> state) {
        stateInstead = state;
    }

    boolean isAbandoned() {
        return stateInstead != null;
    }

    boolean isReady() {
        return stateInstead != null || steps.stream().allMatch(PendingStep::isReady);
    }

    /** Whether the table's content or its schema changes with it. */
    boolean hasChanges() {
        return !steps.isEmpty() || outcome instanceof Outcome.Complete;
    }

    /** The schema changes, and what else became of the table, for people. */
    String schemaChanges() {
        Stream<String> adopted = steps.stream()
                .filter(PendingStep.Layout.class::isInstance)
                .map(step -> ((PendingStep.Layout) step).adoption().changes());
        return Stream.concat(adopted, Stream.of(note))
                .filter(changes -> !changes.isEmpty())
                .reduce((one, other) -> one + "; " + other)
                .orElse("");
    }

    /** What is committed, when ready; empty if nothing is. */
    List<Step> commitSteps() {
        if (stateInstead != null || outcome instanceof Outcome.Keep) {
            return List.of();
        }
        return outcome instanceof Outcome.Complete complete ? completion(complete) : changes();
    }

    /** It is known where the rows are that the steps delete, and what rows lacked that they add. */
    void resolved(TableCommit commit) {
        resolution = commit.resolution();
        List<Step> before = commitSteps();
        Map<StagedFiles, StagedFiles> whole = new HashMap<>();
        for (int index = 0; index < before.size(); index++) {
            if (before.get(index) instanceof Step.Apply incomplete
                    && commit.steps().get(index) instanceof Step.Apply complete) {
                whole.put(incomplete.generation(), complete.generation());
            }
        }
        completed = whole;
    }

    /** The source's rows, as they are asked for when a generation lacks values that nobody else knows. */
    PresentRows present() {
        Map<StagedFiles, PendingGeneration> generations = new HashMap<>();
        for (PendingStep step : steps) {
            if (step instanceof PendingStep.Rows rows && rows.isReady()) {
                generations.put(rows.generation().files(), rows.generation());
            }
        }
        return (files, keys) -> {
            PendingGeneration generation = generations.get(files);
            if (generation == null) {
                throw new IllegalArgumentException("Not of this checkpoint: " + files);
            }
            return generation.present().read(files, keys);
        };
    }

    private StagedFiles files(PendingStep.Rows rows) {
        StagedFiles staged = rows.generation().files();
        return completed.getOrDefault(staged, staged);
    }

    /** What the checkpoint says of the table. Called once, when ready. */
    Prepared prepare() {
        List<Step> committed = commitSteps();
        if (stateInstead != null) {
            return new Prepared(stateInstead.get().of(origin), committed, null, 0);
        }
        if (outcome instanceof Outcome.Follow follow) {
            TableState state = follow.state().apply(follow.pendingDrops().get());
            return new Prepared(state, committed, resolution, 0);
        }
        if (outcome instanceof Outcome.Keep keep) {
            LoadProgress progress = keep.progress().apply(generations());
            keep.load().keep(generations());
            return new Prepared(new TableState.Loading(keep.layout(), progress, origin), committed, null, 0);
        }
        Outcome.Complete complete = (Outcome.Complete) outcome;
        complete.load().keep(generations());
        return new Prepared(
                new TableState.Streaming(
                        complete.load().layout(), complete.pendingDrops().get(), origin),
                committed,
                resolution,
                complete.load().rowsRead());
    }

    private List<Step> completion(Outcome.Complete complete) {
        List<Step> all = new ArrayList<>();
        PendingRenames renames = complete.renames().get();
        if (!renames.isEmpty()) {
            all.add(new Step.Rename(renames));
        }
        all.add(new Step.Replace(complete.load().content()));
        complete.load().generations().forEach(generation -> all.add(new Step.Apply(generation)));
        generations().forEach(generation -> all.add(new Step.Apply(generation)));
        List<String> names = complete.load().layout().columns().stream()
                .map(LakeColumn::name)
                .toList();
        all.add(new Step.Describe(CommentChanges.all(origin.definition(), names)));
        return all;
    }

    /**
     * A part with all its files.
     *
     * @param resolution where the rows are that the steps delete; null if that was not looked up
     */
    record Prepared(
            TableState state, List<Step> steps, @Nullable Resolution resolution, long loadedRows) {}

    private List<StagedFiles> generations() {
        return steps.stream()
                .filter(PendingStep.Rows.class::isInstance)
                .map(step -> files((PendingStep.Rows) step))
                .toList();
    }

    private List<Step> changes() {
        List<Step> commit = new ArrayList<>();
        PendingRenames renames = steps.stream()
                .filter(PendingStep.Layout.class::isInstance)
                .map(step -> ((PendingStep.Layout) step).adoption().renames())
                .reduce(PendingRenames.NONE, PendingRenames::then);
        if (!renames.isEmpty()) {
            commit.add(new Step.Rename(renames));
        }
        CommentChanges comments = steps.stream()
                .filter(PendingStep.Description.class::isInstance)
                .map(step -> ((PendingStep.Description) step).comments())
                .reduce(CommentChanges.NONE, CommentChanges::then);
        if (!comments.isEmpty()) {
            commit.add(new Step.Describe(comments));
        }
        for (PendingStep step : steps) {
            if (step instanceof PendingStep.Truncation) {
                commit.add(new Step.Replace(List.of()));
            } else if (step instanceof PendingStep.Rows rows) {
                commit.add(new Step.Apply(files(rows)));
            }
        }
        return commit;
    }
}
