package dev.firn.app.config;

import dev.firn.schema.source.TableId;
import dev.firn.sink.maintenance.MaintenanceSettings;
import dev.firn.sink.maintenance.MaintenanceSettings.Clean;
import dev.firn.sink.maintenance.MaintenanceSettings.Compact;
import dev.firn.sink.maintenance.MaintenanceSettings.ExpireSnapshots;
import dev.firn.sink.maintenance.MaintenanceSettings.ManagedBy;
import dev.firn.sink.maintenance.MaintenanceSettings.RemoveOrphans;
import dev.firn.sink.maintenance.MaintenanceSettings.RewriteManifests;
import dev.firn.sink.maintenance.Resources;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@code maintenance}: how tables are kept fast and their storage small, by the process itself.
 *
 * @param enabled whether {@code firn run} does it; {@code firn maintain} does it whenever it is called
 * @param interval how often it is looked whether a table needs it
 * @param history how long the rows of the checkpoint table are kept
 * @param resources what it may use
 * @param general what is done to tables
 * @param overrides what is done to single ones
 */
public record MaintenanceSection(
        boolean enabled,
        Duration interval,
        Duration history,
        Resources resources,
        MaintenanceSettings general,
        Map<TableId, MaintenanceSettings> overrides) {

    public static final Duration DEFAULT_INTERVAL = Duration.ofMinutes(10);
    public static final Duration DEFAULT_HISTORY = Duration.ofDays(90);

    /** Of the heap: beside the buffer, which has 30 of 100, and the writers. */
    public static final int DEFAULT_MEMORY_PERCENT = 8;

    private static final Duration LEAST_INTERVAL = Duration.ofSeconds(1);
    private static final DataSize LEAST_MEMORY = DataSize.megabytes(4);

    /** A query that has begun on a snapshot reads its files to the end. */
    private static final Duration LEAST_AGE = Duration.ofHours(1);

    /** Files wait so long for their commit where a load is slow or a process is down. */
    private static final Duration LEAST_ORPHAN_AGE = Duration.ofDays(1);

    /** How bucket names of S3 Tables begin. */
    private static final String S3_TABLES = "arn:aws:s3tables:";

    private static final int MOST_COUNT = 999_999_999;

    public MaintenanceSection {
        overrides = Map.copyOf(overrides);
    }

    /** @param sink where tables are, which may look after them by itself */
    static MaintenanceSection read(Section section, DataSize heap, SinkSection sink) {
        MaintenanceSettings general = settings(section, defaults(sink));
        Map<TableId, MaintenanceSettings> overrides = new LinkedHashMap<>();
        for (Entry element : section.entry("overrides").elements()) {
            Section override = element.section();
            Entry name = override.entry("table");
            if (!name.isPresent()) {
                name.refuse("is missing; it names the table, such as public.customers");
            }
            TableId table = name.parsed(new TableId("?", "?"), TableId::parse);
            if (overrides.put(table, settings(override, general)) != null) {
                name.refuse(table + " has an override already; put both into one");
            }
            override.refuseUnknownKeys();
        }
        MaintenanceSection maintenance = new MaintenanceSection(
                section.entry("enabled").yesOrNo(true),
                atLeast(section.entry("interval"), DEFAULT_INTERVAL, LEAST_INTERVAL),
                atLeast(section.entry("history"), DEFAULT_HISTORY, LEAST_ORPHAN_AGE),
                resources(section, heap),
                general,
                overrides);
        section.refuseUnknownKeys();
        return maintenance;
    }

    private static MaintenanceSettings defaults(SinkSection sink) {
        MaintenanceSettings usual = MaintenanceSettings.DEFAULT;
        boolean isS3Tables = sink.catalog() instanceof CatalogSection.Rest rest
                && rest.warehouse().startsWith(S3_TABLES);
        return new MaintenanceSettings(
                isS3Tables ? ManagedBy.S3_TABLES : usual.managedBy(),
                usual.compact(),
                usual.expireSnapshots(),
                usual.removeOrphans(),
                usual.rewriteManifests(),
                usual.clean());
    }

    private static Resources resources(Section section, DataSize heap) {
        Entry memory = section.entry("memory");
        DataSize most =
                memory.size(new DataSize(Math.max(LEAST_MEMORY.bytes(), heap.bytes() / 100 * DEFAULT_MEMORY_PERCENT)));
        if (most.bytes() < LEAST_MEMORY.bytes() || most.bytes() > heap.bytes() / 2) {
            memory.refuse("must be from " + LEAST_MEMORY + " to half of the heap of " + heap + " (-Xmx)");
            most = LEAST_MEMORY;
        }
        Entry pace = section.entry("bytes-per-second");
        long bytesPerSecond = pace.isPresent() ? pace.size(new DataSize(1)).bytes() : 0;
        if (pace.isPresent() && bytesPerSecond == 0) {
            pace.refuse("must be at least 1B; remove the key to let it go as fast as it can");
        }
        return new Resources(section.entry("threads").integer(1, 1, 64), most.bytes(), bytesPerSecond);
    }

    private static MaintenanceSettings settings(Section section, MaintenanceSettings otherwise) {
        return new MaintenanceSettings(
                section.entry("managed-by").choice(ManagedBy.class, otherwise.managedBy()),
                compact(section.entry("compact").section(), otherwise.compact()),
                expire(section.entry("expire-snapshots").section(), otherwise.expireSnapshots()),
                orphans(section.entry("remove-orphans").section(), otherwise.removeOrphans()),
                manifests(section.entry("rewrite-manifests").section(), otherwise.rewriteManifests()),
                new Clean(
                        section.entry("clean").yesOrNo(otherwise.clean().enabled()),
                        atLeast(section.entry("clean-every"), otherwise.clean().every(), LEAST_INTERVAL)));
    }

    private static Compact compact(Section section, Compact otherwise) {
        int percent = (int) Math.round(100 * otherwise.deletedShare());
        Compact compact = new Compact(
                section.entry("enabled").yesOrNo(otherwise.enabled()),
                section.entry("small-files").integer(otherwise.smallFiles(), 2, MOST_COUNT),
                section.entry("deleted-percent").integer(percent, 1, 100) / 100.0,
                section.entry("delete-files").integer(otherwise.deleteFiles(), 1, MOST_COUNT));
        section.refuseUnknownKeys();
        return compact;
    }

    private static ExpireSnapshots expire(Section section, ExpireSnapshots otherwise) {
        int least = section.entry("keep-at-least").integer(otherwise.keepAtLeast(), 1, MOST_COUNT);
        Entry most = section.entry("keep-at-most");
        int atMost = most.integer(Math.max(least, otherwise.keepAtMost()), 1, MOST_COUNT);
        if (atMost < least) {
            most.refuse("is " + atMost + ", less than keep-at-least, which is " + least);
            atMost = least;
        }
        ExpireSnapshots expire = new ExpireSnapshots(
                section.entry("enabled").yesOrNo(otherwise.enabled()),
                atLeast(section.entry("max-age"), otherwise.maxAge(), LEAST_AGE),
                least,
                atMost);
        section.refuseUnknownKeys();
        return expire;
    }

    private static RemoveOrphans orphans(Section section, RemoveOrphans otherwise) {
        RemoveOrphans orphans = new RemoveOrphans(
                section.entry("enabled").yesOrNo(otherwise.enabled()),
                atLeast(section.entry("age"), otherwise.age(), LEAST_ORPHAN_AGE));
        section.refuseUnknownKeys();
        return orphans;
    }

    private static RewriteManifests manifests(Section section, RewriteManifests otherwise) {
        RewriteManifests manifests = new RewriteManifests(
                section.entry("enabled").yesOrNo(otherwise.enabled()),
                section.entry("small-manifests").integer(otherwise.smallManifests(), 2, MOST_COUNT));
        section.refuseUnknownKeys();
        return manifests;
    }

    private static Duration atLeast(Entry entry, Duration otherwise, Duration least) {
        Duration duration = entry.duration(otherwise);
        if (duration.compareTo(least) < 0) {
            entry.refuse("must be at least " + Durations.format(least));
            return least;
        }
        return duration;
    }

    /** What is done to a table. */
    public MaintenanceSettings of(TableId table) {
        return overrides.getOrDefault(table, general);
    }
}
