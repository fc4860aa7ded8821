package dev.firn.engine.checkpoint;

import dev.firn.engine.lake.Resolution;
import dev.firn.engine.lake.StagedFiles;
import dev.firn.engine.lake.TableCommit;
import dev.firn.engine.source.SourceState;
import dev.firn.schema.source.TableId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All that a process needs to complete a checkpoint and to go on from it (I4).
 *
 * @param source where the stream goes on
 * @param position the same place in the source's own notation
 * @param sourceTimestamp when the source committed the last transaction before it
 * @param tables every table the pipeline knows, as it stood
 * @param pausedSince since when the pipeline is not to read the source's log, whoever goes on from here; null if it is to
 * @param commits what the checkpoint does to tables; done again by whoever recovers, which changes nothing where it is done already
 */
public record CheckpointState(
        SourceState source,
        String position,
        Instant sourceTimestamp,
        SortedMap<TableId, TableState> tables,
        @Nullable Instant pausedSince,
        List<TableCommit> commits) {

    public CheckpointState {
        tables = Collections.unmodifiableSortedMap(new TreeMap<>(tables));
        commits = List.copyOf(commits);
    }

    /**
     * The files of each table that are written and that no snapshot may list yet: those of the commits, with the places of
     * rows that they delete, and those of loads under way, chunks
     * and changes. Whoever removes files that nobody lists must spare them.
     */
    public Map<TableId, List<StagedFiles>> staged() {
        Map<TableId, List<StagedFiles>> staged = new TreeMap<>();
        for (TableCommit commit : commits) {
            List<StagedFiles> files = staged.computeIfAbsent(commit.table(), table -> new ArrayList<>());
            for (TableCommit.Step step : commit.steps()) {
                if (step instanceof TableCommit.Step.Replace replace) {
                    files.addAll(replace.content());
                } else if (step instanceof TableCommit.Step.Apply apply) {
                    files.add(apply.generation());
                }
            }
            Resolution resolution = commit.resolution();
            if (resolution != null) {
                for (Resolution.Run run : resolution.runs()) {
                    files.add(run.deletes());
                    files.add(new StagedFiles(List.of(), run.replaced(), 0, 0, 0, 0));
                }
            }
        }
        tables.forEach((table, state) -> {
            if (state instanceof TableState.Loading loading) {
                staged.computeIfAbsent(table, id -> new ArrayList<>())
                        .addAll(loading.progress().staged());
            }
        });
        return staged;
    }
}
