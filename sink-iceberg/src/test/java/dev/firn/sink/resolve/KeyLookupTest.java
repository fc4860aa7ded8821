package dev.firn.sink.resolve;

import static dev.firn.sink.support.TestLake.keys;
import static dev.firn.sink.support.TestLake.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.lake.StagedFiles;
import dev.firn.engine.lake.TableCommit.Step;
import dev.firn.sink.support.TestLake;
import dev.firn.sink.write.StagedManifests;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a lookup finds does not depend on what it may take. */
class KeyLookupTest {

    private static final int ROWS = 20_000;

    @TempDir
    private Path folder;

    @Test
    void moreKeysThanMemoryAllowsAreLookedUpInSeveralPasses() throws Exception {
        try (TestLake lake = TestLake.partitioned(folder, "bucket(4, id)")) {
            lake.openOrders();
            List<Object[]> rows = new ArrayList<>();
            for (long id = 0; id < ROWS; id++) {
                rows.add(row(id * 7919 % 1_000_003, "x", 1));
            }
            StagedFiles content = lake.stage(1, rows, keys());
            lake.commit(1, new Step.Replace(List.of(content)));
            List<Object[]> deleted = new ArrayList<>();
            for (int index = 0; index < ROWS; index += 2) {
                deleted.add(row(rows.get(index)[0]));
                deleted.add(row(2_000_000L + index));
            }
            Table table = lake.table();
            List<DeleteFile> files = new ArrayList<>();
            StagedManifests.readDeletes(
                    lake.stage(2, List.of(), deleted).deleteManifests(), table.io(), table.specs(), files::add);

            AtomicInteger passes = new AtomicInteger();
            Map<String, Set<Long>> atOnce = find(table, files, KeyLookup.Limits.DEFAULT.keyBytes(), passes);
            assertThat(passes.getAndSet(0)).isEqualTo(1);
            Map<String, Set<Long>> inPasses = find(table, files, 1, passes);

            assertThat(passes.get()).isGreaterThan(15);
            assertThat(atOnce.values().stream().mapToInt(Set::size).sum()).isEqualTo(ROWS / 2);
            assertThat(inPasses).isEqualTo(atOnce);
        }
    }

    /** The positions that were found, by file. */
    private static Map<String, Set<Long>> find(Table table, List<DeleteFile> keys, long keyBytes, AtomicInteger passes)
            throws Exception {
        KeyLookup lookup = new KeyLookup(
                table.io(),
                table.schema()::findField,
                table.specs(),
                new KeyLookup.Limits(Long.MAX_VALUE, keyBytes),
                null,
                KeyLookup.Pace.FREE);
        List<RowFile> files = new ArrayList<>();
        try (CloseableIterable<FileScanTask> tasks =
                table.newScan().includeColumnStats().planFiles()) {
            tasks.forEach(
                    task -> files.add(new RowFile(task.file(), task.file().dataSequenceNumber(), List.of(), false)));
        }
        Map<String, Set<Long>> positions = new TreeMap<>();
        List<FoundRows> found = lookup.find(List.of(new KeySource(keys, Long.MAX_VALUE)), consumer -> {
            passes.incrementAndGet();
            files.forEach(consumer);
        });
        for (FoundRows rows : found) {
            Set<Long> ofFile = new TreeSet<>();
            rows.positions().forEach(ofFile::add);
            assertThat(positions.put(rows.file().location(), ofFile)).isNull();
        }
        return positions;
    }
}
