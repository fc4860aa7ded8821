package dev.firn.sink.commit;

import dev.firn.engine.lake.StagedFiles;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which staged files this process wrote a short while ago: nobody can have taken them for orphans yet, so that a commit need not look at them.
 * All others, those of a load that took days among them, may be gone.
 */
final class RecentStages {

    /** Far below any age at which files that no snapshot lists are removed; far above the time between two checkpoints. */
    private static final Duration TRUSTED = Duration.ofHours(1);

    private final Clock clock;

    /** When each stage was listed, by its first manifest, oldest first. */
    private final Map<String, Instant> listedAt = new LinkedHashMap<>();

    RecentStages(Clock clock) {
        this.clock = clock;
    }

    synchronized StagedFiles listed(StagedFiles staged) {
        Instant now = clock.instant();
        Iterator<Instant> oldest = listedAt.values().iterator();
        while (oldest.hasNext() && isPast(oldest.next(), now)) {
            oldest.remove();
        }
        StagedLists.manifests(staged).findFirst().ifPresent(manifest -> listedAt.put(manifest, now));
        return staged;
    }

    /** Whether the files are surely there; none are. */
    synchronized boolean contains(StagedFiles staged) {
        Instant now = clock.instant();
        return StagedLists.manifests(staged)
                .findFirst()
                .map(listedAt::get)
                .map(at -> !isPast(at, now))
                .orElse(staged.files() == 0);
    }

    private static boolean isPast(Instant listed, Instant now) {
        return listed.plus(TRUSTED).isBefore(now);
    }
}
