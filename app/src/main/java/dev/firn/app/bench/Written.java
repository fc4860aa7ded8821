package dev.firn.app.bench;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Data and delete files in a warehouse, those of the checkpoint table included.
 *
 * @param files how many
 * @param bytes their size together
 */
record Written(long files, long bytes) {

    static final Written NOTHING = new Written(0, 0);

    static Written below(Path warehouse) throws IOException {
        if (!Files.exists(warehouse)) {
            return NOTHING;
        }
        long[] counts = new long[2];
        Files.walkFileTree(warehouse, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().endsWith(".parquet")) {
                    counts[0]++;
                    counts[1] += attributes.size();
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return new Written(counts[0], counts[1]);
    }

    Written minus(Written earlier) {
        return new Written(files - earlier.files, bytes - earlier.bytes);
    }

    Written plus(Written other) {
        return new Written(files + other.files, bytes + other.bytes);
    }
}
