package dev.firn.sink.commit;

import dev.firn.engine.lake.Resolution;
import dev.firn.engine.lake.StagedFiles;
import dev.firn.engine.lake.TableCommit;
import dev.firn.engine.lake.TableCommit.Step;
import dev.firn.sink.write.StagedManifests;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was staged for a commit, and what of it is of no use any more when the commit is made. */
final class StagedLists {

    private static final Logger LOG = LoggerFactory.getLogger(StagedLists.class);

    private StagedLists() {}

    static Stream<StagedFiles> files(Step step) {
        if (step instanceof Step.Replace replace) {
            return replace.content().stream();
        }
        return step instanceof Step.Apply apply ? Stream.of(apply.generation()) : Stream.empty();
    }

    static Stream<String> manifests(StagedFiles staged) {
        return Stream.concat(staged.dataManifests().stream(), staged.deleteManifests().stream());
    }

    /** Whether files are gone that were staged for the commit. */
    static boolean hasGaps(Table table, TableCommit commit) {
        List<StagedFiles> all =
                commit.steps().stream().flatMap(StagedLists::files).toList();
        return !StagedFilesLook.findings(table, all).isEmpty();
    }

    /**
     * Deletes the lists of files that the table lists itself now; and if it is known how the commit came through, also files that the table does
     * not list: keys whose rows were looked up, places that held for an earlier snapshot only. Best effort.
     *
     * @param tried the commit as it was tried, the last time with success; empty if nobody knows how it came through
     */
    static void forget(Table table, TableCommit commit, List<TableCommit> tried) {
        Set<Resolution> resolutions = new LinkedHashSet<>();
        Stream.concat(Stream.of(commit), tried.stream())
                .map(TableCommit::resolution)
                .filter(Objects::nonNull)
                .forEach(resolutions::add);
        List<String> needless = new ArrayList<>();
        if (!tried.isEmpty()) {
            Resolution committed = tried.get(tried.size() - 1).resolution();
            if (committed != null) {
                commit.steps().stream()
                        .flatMap(StagedLists::files)
                        .forEach(files -> needless.addAll(listed(table, files)));
            }
            resolutions.stream()
                    .filter(resolution -> !resolution.equals(committed))
                    .flatMap(resolution -> resolution.runs().stream())
                    .forEach(run -> needless.addAll(listed(table, run.deletes())));
        }
        commit.steps().stream()
                .flatMap(StagedLists::files)
                .flatMap(StagedLists::manifests)
                .forEach(needless::add);
        for (Resolution resolution : resolutions) {
            for (Resolution.Run run : resolution.runs()) {
                needless.addAll(run.deletes().deleteManifests());
                needless.addAll(run.replaced());
            }
        }
        CatalogUtil.deleteFiles(table.io(), needless, "staged", false);
    }

    /** Deletes staged files that no checkpoint refers to, and their lists. */
    static void discard(Table table, StagedFiles staged) {
        forgetIncomplete(table, staged);
        for (String manifest : staged.dataManifests()) {
            discard(table, manifest, StagedManifests::readData);
        }
        for (String manifest : staged.deleteManifests()) {
            discard(table, manifest, StagedManifests::readDeletes);
        }
    }

    /** Deletes what rows that lacked values were read from. Best effort. */
    static void forgetIncomplete(Table table, StagedFiles staged) {
        if (!staged.incomplete().isEmpty()) {
            CatalogUtil.deleteFiles(table.io(), staged.incomplete(), "incomplete", false);
        }
    }

    private static <F extends ContentFile<F>> void discard(Table table, String manifest, ManifestReading<F> reading) {
        try {
            List<String> locations = new ArrayList<>();
            reading.read(List.of(manifest), table.io(), table.specs(), file -> locations.add(file.location()));
            // Last, for it is what tells of the others.
            locations.add(manifest);
            CatalogUtil.deleteFiles(table.io(), locations, "staged", true);
        } catch (NotFoundException e) {
            LOG.debug("{} was discarded before", manifest, e);
        }
    }

    /** Reads the files that manifests list. */
    private interface ManifestReading<F extends ContentFile<F>> {
        void read(List<String> manifests, FileIO io, Map<Integer, PartitionSpec> specs, Consumer<F> consumer);
    }

    /** The delete files that manifests list. */
    private static List<String> listed(Table table, StagedFiles staged) {
        List<String> locations = new ArrayList<>();
        try {
            StagedManifests.readDeletes(
                    staged.deleteManifests(), table.io(), table.specs(), file -> locations.add(file.location()));
        } catch (RuntimeException e) {
            LOG.debug("Files that {} lists stay behind", staged.deleteManifests(), e);
        }
        return locations.stream().distinct().toList();
    }
}
