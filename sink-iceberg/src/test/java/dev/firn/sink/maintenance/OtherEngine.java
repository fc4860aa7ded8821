package dev.firn.sink.maintenance;

import dev.firn.sink.support.TestLake;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericDeleteFilter;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.util.PartitionUtil;
import org.apache.iceberg.util.StructLikeWrapper;

/** Looks after a table as other engines do, by Iceberg's own means, and knows nothing of Firn. */
final class OtherEngine {

    private final Table table;
    private final Random random;

    OtherEngine(Table table, Random random) {
        this.table = table;
        this.random = random;
    }

    /**
     * Does something.
     *
     * @param old names of files that are old enough to be orphans
     */
    String act(Set<String> old) {
        table.refresh();
        return switch (random.nextInt(4)) {
            case 0 -> "expired " + expire();
            case 1 -> "removed " + removeOrphans(old);
            case 2 -> "manifests " + rewriteManifests();
            default -> "rewrote " + rewrite();
        };
    }

    private int expire() {
        var expiry = table.expireSnapshots()
                .expireOlderThan(System.currentTimeMillis())
                .retainLast(1 + random.nextInt(3));
        int expired = expiry.apply().size();
        expiry.commit();
        return expired;
    }

    private int removeOrphans(Set<String> old) {
        Set<String> needed = MaintenanceRun.reachable(table);
        int removed = 0;
        for (Path file : TestLake.files(MaintenanceRun.folder(table))) {
            String name = file.getFileName().toString();
            if (!needed.contains(name) && old.contains(name)) {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                removed++;
            }
        }
        return removed;
    }

    private String rewriteManifests() {
        if (table.currentSnapshot() == null) {
            return "nothing";
        }
        table.rewriteManifests().clusterBy(file -> 1).commit();
        return "all";
    }

    /** Several files of a partition, or one with deletes, become one. */
    private String rewrite() {
        Snapshot seen = table.currentSnapshot();
        Map<Object, List<FileScanTask>> groups = new LinkedHashMap<>();
        try (CloseableIterable<FileScanTask> tasks =
                table.newScan().useSnapshot(seen.snapshotId()).planFiles()) {
            for (FileScanTask task : tasks) {
                Object place = List.of(
                        task.file().specId(),
                        StructLikeWrapper.forType(task.spec().partitionType())
                                .set(task.file().partition()));
                groups.computeIfAbsent(place, each -> new ArrayList<>()).add(task);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<List<FileScanTask>> all = new ArrayList<>(groups.values());
        if (all.isEmpty()) {
            return "nothing";
        }
        List<FileScanTask> group = all.get(random.nextInt(all.size()));
        List<FileScanTask> some = group.subList(0, 1 + random.nextInt(group.size()));
        RewriteFiles rewrite = table.newRewrite().validateFromSnapshot(seen.snapshotId());
        if (random.nextBoolean()) {
            rewrite.dataSequenceNumber(seen.sequenceNumber());
        }
        some.forEach(task -> rewrite.deleteFile(task.file()));
        rewrite.addFile(write(some));
        try {
            rewrite.commit();
            return Integer.toString(some.size());
        } catch (ValidationException | CommitFailedException e) {
            return "nothing: " + e.getMessage();
        }
    }

    private DataFile write(List<FileScanTask> tasks) {
        PartitionSpec spec = tasks.get(0).spec();
        String location = table.locationProvider()
                .newDataLocation(spec, tasks.get(0).file().partition(), "other-" + UUID.randomUUID() + ".parquet");
        try {
            DataWriter<Record> writer = Parquet.writeData(table.io().newOutputFile(location))
                    .schema(table.schema())
                    .withSpec(spec)
                    .withPartition(tasks.get(0).file().partition())
                    .createWriterFunc(GenericParquetWriter::create)
                    .overwrite()
                    .build();
            try (writer) {
                for (FileScanTask task : tasks) {
                    copy(task, writer);
                }
            }
            return writer.toDataFile();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void copy(FileScanTask task, DataWriter<Record> writer) throws IOException {
        GenericDeleteFilter deletes = new GenericDeleteFilter(table.io(), task, table.schema(), table.schema());
        Schema columns = deletes.requiredSchema();
        try (CloseableIterable<Record> rows = Parquet.read(
                        table.io().newInputFile(task.file().location()))
                .project(columns)
                .createReaderFunc(
                        type -> GenericParquetReaders.buildReader(columns, type, PartitionUtil.constantsMap(task)))
                .build()) {
            deletes.filter(rows).forEach(writer::write);
        }
    }
}
