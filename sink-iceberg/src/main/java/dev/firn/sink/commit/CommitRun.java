package dev.firn.sink.commit;

import dev.firn.engine.lake.StagedFiles;
import dev.firn.engine.lake.TableCommit;
import dev.firn.engine.lake.TableCommit.Step;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Successive generations of a commit, and what the table is replaced by before them. To find the rows that they delete, one look at the table is enough.
 *
 * @param replaced null where they stand on what the table has
 */
record CommitRun(Step.@Nullable Replace replaced, List<StagedFiles> generations) {

    /** The runs of a commit, in order. */
    static List<CommitRun> of(TableCommit commit) {
        List<CommitRun> runs = new ArrayList<>();
        for (Step step : commit.steps()) {
            if (step instanceof Step.Replace replace) {
                runs.add(new CommitRun(replace, new ArrayList<>()));
            } else if (step instanceof Step.Apply apply) {
                if (runs.isEmpty()) {
                    runs.add(new CommitRun(null, new ArrayList<>()));
                }
                runs.get(runs.size() - 1).generations().add(apply.generation());
            }
        }
        return runs;
    }
}
