package dev.firn.sink.maintenance;

import java.time.Duration;

/**
 * What maintenance does to one table.
 *
 * @param managedBy who does it
 * @param compact how small files and deletes are rewritten
 * @param expireSnapshots which snapshots stay
 * @param removeOrphans which files that nobody lists go
 * @param rewriteManifests when lists of files are merged
 * @param clean whether a branch without any delete file is kept
 */
public record MaintenanceSettings(
        ManagedBy managedBy,
        Compact compact,
        ExpireSnapshots expireSnapshots,
        RemoveOrphans removeOrphans,
        RewriteManifests rewriteManifests,
        Clean clean) {

    public static final MaintenanceSettings DEFAULT = new MaintenanceSettings(
            ManagedBy.FIRN,
            Compact.DEFAULT,
            ExpireSnapshots.DEFAULT,
            RemoveOrphans.DEFAULT,
            RewriteManifests.DEFAULT,
            Clean.DEFAULT);

    /** Who looks after a table. Where it is somebody else, Firn lets it be, and what they do is no harm to it. */
    public enum ManagedBy {
        FIRN,
        /** AWS Glue's table optimizers. */
        GLUE,
        /** Amazon S3 Tables, which do so by themselves. */
        S3_TABLES,
        /** Procedures that somebody calls: Spark's, Trino's, Athena's. */
        SPARK
    }

    /**
     * When data files are written anew. At a checkpoint every 5 minutes a table has 288 small files and as many files of deletes a day.
     *
     * @param enabled whether it is done at all
     * @param smallFiles how many files below three quarters of the target there must be in a partition
     * @param deletedShare which share of a file's rows must be deleted for it to be written anew by itself
     * @param deleteFiles how many files of deletes may apply to a data file before it is written anew, however few rows they delete
     */
    public record Compact(boolean enabled, int smallFiles, double deletedShare, int deleteFiles) {
        public static final Compact DEFAULT = new Compact(true, 12, 0.1, 48);

        public Compact {
            require(smallFiles >= 2, "compact.small-files must be at least 2");
            require(deletedShare > 0 && deletedShare <= 1, "compact.deleted-share must be above 0 and at most 1");
            require(deleteFiles >= 1, "compact.delete-files must be at least 1");
        }
    }

    /**
     * Which snapshots stay. Those that Firn, a branch or a tag needs always do.
     *
     * @param enabled whether any expires
     * @param maxAge how far back a table can be read
     * @param keepAtLeast how many stay, however old
     * @param keepAtMost how many stay, however young: each is in the metadata that every commit writes anew
     */
    public record ExpireSnapshots(boolean enabled, Duration maxAge, int keepAtLeast, int keepAtMost) {
        public static final ExpireSnapshots DEFAULT = new ExpireSnapshots(true, Duration.ofDays(5), 20, 2_000);

        public ExpireSnapshots {
            require(!maxAge.isNegative(), "expire-snapshots.max-age must not be negative");
            require(keepAtLeast >= 1, "expire-snapshots.keep-at-least must be at least 1");
            require(keepAtMost >= keepAtLeast, "expire-snapshots.keep-at-most must not be below keep-at-least");
        }
    }

    /**
     * Which files that nobody lists go.
     *
     * @param enabled whether any goes
     * @param age how old a file must be: whatever any writer needs between a file and its commit is far less
     */
    public record RemoveOrphans(boolean enabled, Duration age) {
        public static final RemoveOrphans DEFAULT = new RemoveOrphans(true, Duration.ofDays(3));

        public RemoveOrphans {
            require(!age.isNegative(), "remove-orphans.age must not be negative");
        }
    }

    /**
     * When lists of files are merged.
     *
     * @param enabled whether they are
     * @param smallManifests how many small ones there must be
     */
    public record RewriteManifests(boolean enabled, int smallManifests) {
        public static final RewriteManifests DEFAULT = new RewriteManifests(true, 40);

        public RewriteManifests {
            require(smallManifests >= 2, "rewrite-manifests.small-manifests must be at least 2");
        }
    }

    /**
     * A branch without any delete file, for engines that read none.
     *
     * @param enabled whether it is kept
     * @param every how often it is brought up to the main branch
     */
    public record Clean(boolean enabled, Duration every) {
        public static final Clean DEFAULT = new Clean(false, Duration.ofHours(1));
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
