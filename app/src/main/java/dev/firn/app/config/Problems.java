package dev.firn.app.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Gathers the mistakes of one file, so that the user sees all of them at once. */
final class Problems {

    private final String file;
    private final List<Problem> found = new ArrayList<>();

    Problems(String file) {
        this.file = file;
    }

    void add(int line, String path, String message) {
        found.add(at(line, path, message));
    }

    /** A problem of this file that is not gathered: one that shows only when a value is used. */
    Problem at(int line, String path, String message) {
        return new Problem(file, line, path, message);
    }

    void throwIfAny() {
        if (!found.isEmpty()) {
            found.sort(Comparator.comparingInt(Problem::line));
            throw new ConfigurationException(found);
        }
    }
}
