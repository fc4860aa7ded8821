package dev.firn.sink.maintenance;

import dev.firn.engine.lake.StagedFiles;
import dev.firn.engine.work.FaultPoints;
import dev.firn.schema.source.TableId;
import dev.firn.sink.IcebergLake;
import dev.firn.sink.maintenance.MaintenanceSettings.Clean;
import dev.firn.sink.maintenance.MaintenanceSettings.Compact;
import dev.firn.sink.maintenance.MaintenanceSettings.ExpireSnapshots;
import dev.firn.sink.maintenance.MaintenanceSettings.ManagedBy;
import dev.firn.sink.maintenance.MaintenanceSettings.RemoveOrphans;
import dev.firn.sink.maintenance.MaintenanceSettings.RewriteManifests;
import dev.firn.sink.maintenance.TaskResult.Task;
import dev.firn.sink.support.TestLake;
import dev.firn.sink.write.StagedManifests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.CloseableIterable;

/** Maintenance of a test's lake, at a time of its own, and what a table's files and snapshots are worth. */
final class MaintenanceRun implements AutoCloseable {

    static final Duration TEN_DAYS = Duration.ofDays(10);

    private final Map<TableId, List<StagedFiles>> staged = new TreeMap<>();
    private final IcebergLake later;
    final Maintenance maintenance;
    FaultPoints faults = FaultPoints.NONE;

    private MaintenanceRun(TestLake lake, Clock clock, Resources resources) {
        later = IcebergLake.over(lake.catalog(), lake.lake().settings(), "shop", clock);
        maintenance =
                later.maintenance(checkpoint -> staged, resources, (point, subject) -> faults.reach(point, subject));
    }

    /** As it will be done in ten days: all files are old. */
    static MaintenanceRun later(TestLake lake) {
        return at(lake, Instant.now().plus(TEN_DAYS));
    }

    static MaintenanceRun at(TestLake lake, Instant time) {
        return new MaintenanceRun(lake, Clock.fixed(time, ZoneOffset.UTC), new Resources(2, 64 << 20, 0));
    }

    /** What the newest checkpoint is to say of the table of orders. */
    void staged(StagedFiles... files) {
        staged.put(TestLake.ORDERS, List.of(files));
    }

    static MaintenanceSettings settings(Compact compact, ExpireSnapshots expire) {
        return new MaintenanceSettings(
                ManagedBy.FIRN, compact, expire, RemoveOrphans.DEFAULT, RewriteManifests.DEFAULT, Clean.DEFAULT);
    }

    /** Everything that may go, goes. */
    static ExpireSnapshots expireAll() {
        return new ExpireSnapshots(true, Duration.ZERO, 1, 1_000);
    }

    List<TaskResult> run(MaintenanceSettings settings, Task... tasks) {
        List<TaskResult> results = new ArrayList<>();
        maintenance.maintain(TestLake.ORDERS, settings, set(tasks), false, results::add);
        return results;
    }

    List<TaskResult> runCheckpoints(Duration history, Task... tasks) {
        List<TaskResult> results = new ArrayList<>();
        maintenance.maintainCheckpoints(history, Duration.ofDays(3), set(tasks), false, results::add);
        return results;
    }

    private static Set<Task> set(Task... tasks) {
        Set<Task> set = EnumSet.noneOf(Task.class);
        set.addAll(List.of(tasks));
        return set;
    }

    /** Every file that the table's metadata leads to, by another way than the one under test: names alone tell files here apart. */
    static Set<String> reachable(Table table) {
        table.refresh();
        var metadata = ((HasTableOperations) table).operations().current();
        Set<String> names = new HashSet<>();
        names.add(name(metadata.metadataFileLocation()));
        metadata.previousFiles().forEach(file -> names.add(name(file.file())));
        metadata.statisticsFiles().forEach(file -> names.add(name(file.path())));
        for (Snapshot snapshot : metadata.snapshots()) {
            names.add(name(snapshot.manifestListLocation()));
            for (ManifestFile manifest : snapshot.allManifests(table.io())) {
                names.add(name(manifest.path()));
                try (ManifestReader<?> reader = manifest.content() == ManifestContent.DATA
                        ? ManifestFiles.read(manifest, table.io(), table.specs())
                        : ManifestFiles.readDeleteManifest(manifest, table.io(), table.specs())) {
                    for (ContentFile<?> file : reader) {
                        names.add(name(file.location()));
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return names;
    }

    /** What a reader sees at every snapshot that there is. */
    static Map<Long, Set<String>> contents(Table table) {
        table.refresh();
        Map<Long, Set<String>> contents = new TreeMap<>();
        for (Snapshot snapshot : table.snapshots()) {
            contents.put(snapshot.snapshotId(), contents(table, snapshot.snapshotId()));
        }
        return contents;
    }

    static Set<String> contents(Table table, long snapshot) {
        try (CloseableIterable<Record> rows =
                IcebergGenerics.read(table).useSnapshot(snapshot).build()) {
            Set<String> seen = new TreeSet<>();
            for (Record row : rows) {
                // Where rows are deleted by position, the reader adds a column.
                Object[] values = new Object[table.schema().columns().size()];
                Arrays.setAll(values, row::get);
                if (!seen.add(Arrays.toString(values))) {
                    throw new AssertionError("Row twice: " + row);
                }
            }
            return seen;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names of staged files; nothing of those whose lists are gone, which the table lists. */
    static Set<String> listed(Table table, StagedFiles staged) {
        Set<String> names = new TreeSet<>();
        try {
            StagedManifests.readData(
                    staged.dataManifests(), table.io(), table.specs(), file -> names.add(name(file.location())));
            StagedManifests.readDeletes(
                    staged.deleteManifests(), table.io(), table.specs(), file -> names.add(name(file.location())));
        } catch (NotFoundException gone) {
            return Set.of();
        }
        return names;
    }

    static Path folder(Table table) {
        return Path.of(table.location().replaceFirst("^file:(//)?", ""));
    }

    /** The names of all files below the table's folder. */
    static Set<String> files(Table table) {
        Set<String> names = new TreeSet<>();
        TestLake.files(folder(table))
                .forEach(file -> names.add(file.getFileName().toString()));
        return names;
    }

    static String name(String location) {
        return location.substring(location.lastIndexOf('/') + 1);
    }

    static Path put(Table table, String name, Instant modified) {
        try {
            Path file = folder(table).resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "x");
            Files.setLastModifiedTime(file, FileTime.from(modified));
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        maintenance.close();
    }
}
