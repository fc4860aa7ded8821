package dev.firn.app.config;

import dev.firn.engine.load.ReadLimit;

/**
 * {@code source.load}: how fast all loads together may read the source.
 *
 * @param limit the most rows and bytes a second
 */
public record LoadSection(ReadLimit limit) {

    private static final int MOST_ROWS_PER_SECOND = 999_999_999;

    static LoadSection read(Section section) {
        LoadSection load = new LoadSection(new ReadLimit(
                readRows(section.entry("rows-per-second")), readBytes(section.entry("bytes-per-second"))));
        section.refuseUnknownKeys();
        return load;
    }

    private static int readRows(Entry entry) {
        return entry.isPresent() ? entry.integer(1, 1, MOST_ROWS_PER_SECOND) : 0;
    }

    private static long readBytes(Entry entry) {
        if (!entry.isPresent()) {
            return 0;
        }
        DataSize size = entry.size(new DataSize(1));
        if (size.bytes() == 0) {
            entry.refuse("must be at least 1B; remove the key to read as fast as possible");
        }
        return size.bytes();
    }
}
