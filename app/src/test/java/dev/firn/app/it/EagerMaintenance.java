package dev.firn.app.it;

/**
 * A configuration's section that looks after tables each second, with whatever there is to do. {@code -Dfirn.maintenance=eager} puts it into all
 * configurations where no test says anything of maintenance, and {@code clean} one that keeps a branch without deletes, too.
 */
final class EagerMaintenance {

    private static final String SECTION = """
            maintenance:
              interval: 1s
              compact: { small-files: 2, delete-files: 1, deleted-percent: 1 }
              expire-snapshots: { keep-at-least: 1, keep-at-most: 3 }
              rewrite-manifests: { small-manifests: 2 }
            """;

    private static final String ASKED = System.getProperty("firn.maintenance", "");

    private EagerMaintenance() {}

    /** The section with a branch without deletes, which is brought up to date so often. */
    static String cleanEvery(String duration) {
        return SECTION + "  clean: true\n  clean-every: " + duration + "\n";
    }

    /** Whether the build's caller asks for it. */
    static boolean isAskedFor() {
        return !ASKED.isEmpty();
    }

    /** Sections of a configuration with what the build's caller asks for. */
    static String in(String sections) {
        if (!isAskedFor() || sections.contains("maintenance:")) {
            return sections;
        }
        return sections + (ASKED.equals("clean") ? cleanEvery("1s") : SECTION);
    }
}
