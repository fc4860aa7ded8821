package dev.firn.sink.maintenance;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.iceberg.util.ContentFileUtil;
import org.jspecify.annotations.Nullable;

/**
 * Finds which rows of a job's files are deleted: by position, by vector and by key. Keys are held as hashes, no more than a budget at a
 * time; more are done in several passes over the key columns.
 */
final class DeleteResolution {

    private final Table table;
    private final RewriteJob job;
    private final DeleteReading reading;
    private final long budgetBytes;
    private final Pace pace;
    private final Map<String, DeletedRows> deleted = new HashMap<>();

    DeleteResolution(Table table, RewriteJob job, long budgetBytes, Pace pace) {
        this.table = table;
        this.job = job;
        this.reading = new DeleteReading(table.io());
        this.budgetBytes = budgetBytes;
        this.pace = pace;
    }

    /** The deleted rows of each file that has any, by its location. */
    Map<String, DeletedRows> run() {
        for (DeleteFile file : files(FileContent.POSITION_DELETES)) {
            pace.take(file.fileSizeInBytes());
            if (ContentFileUtil.isDV(file)) {
                DeletedRows rows = rows(file.referencedDataFile());
                if (rows != null) {
                    reading.vector(file, rows::add);
                }
            } else {
                reading.positions(file, (dataFile, position) -> {
                    DeletedRows rows = rows(dataFile);
                    if (rows != null) {
                        rows.add(position);
                    }
                });
            }
        }
        Map<List<Integer>, List<DeleteFile>> byKey = new LinkedHashMap<>();
        for (DeleteFile file : files(FileContent.EQUALITY_DELETES)) {
            byKey.computeIfAbsent(List.copyOf(file.equalityFieldIds()), key -> new ArrayList<>())
                    .add(file);
        }
        byKey.forEach(this::deleteKeys);
        return deleted;
    }

    private Collection<DeleteFile> files(FileContent content) {
        Map<String, DeleteFile> files = new LinkedHashMap<>();
        for (Candidate candidate : job.files()) {
            for (DeleteFile file : candidate.deletes()) {
                if (file.content() == content) {
                    files.put(file.location() + "@" + file.contentOffset(), file);
                }
            }
        }
        return files.values();
    }

    /** Null for a file that is not of the job. */
    private @Nullable DeletedRows rows(String dataFile) {
        DeletedRows known = deleted.get(dataFile);
        if (known != null) {
            return known;
        }
        for (Candidate candidate : job.files()) {
            if (candidate.file().location().equals(dataFile)) {
                DeletedRows rows = new DeletedRows(candidate.file().recordCount());
                deleted.put(dataFile, rows);
                return rows;
            }
        }
        return null;
    }

    private void deleteKeys(List<Integer> fieldIds, List<DeleteFile> files) {
        List<NestedField> fields = new ArrayList<>();
        fieldIds.forEach(id -> fields.add(CompactionPlan.field(table, id)));
        Schema key = new Schema(fields);
        Type[] types = fields.stream().map(NestedField::type).toArray(Type[]::new);
        long keys = files.stream().mapToLong(DeleteFile::recordCount).sum();
        int passes = Math.toIntExact(Math.max(1, (keys * DeletedKeys.BYTES_A_KEY + budgetBytes - 1) / budgetBytes));
        for (int pass = 0; pass < passes; pass++) {
            new Pass(key, types, files, pass, passes).run();
        }
    }

    /** One pass: the keys of a share of all hashes. Hot. */
    private final class Pass {

        private final Schema key;
        private final Type[] types;
        private final List<DeleteFile> files;
        private final int pass;
        private final int passes;
        private final KeyHash hash = new KeyHash(ThreadLocalRandom.current().nextLong());
        private final KeyHash share = new KeyHash(0);

        Pass(Schema key, Type[] types, List<DeleteFile> files, int pass, int passes) {
            this.key = key;
            this.types = types;
            this.files = files;
            this.pass = pass;
            this.passes = passes;
        }

        private boolean isInShare(StructLike row) {
            return passes == 1 || Long.remainderUnsigned(share.of(row, types).first(), passes) == pass;
        }

        void run() {
            long counted = 0;
            if (passes > 1) {
                long[] count = new long[1];
                forEachDelete((row, file) -> count[0]++);
                counted = count[0];
            } else {
                counted = files.stream().mapToLong(DeleteFile::recordCount).sum();
            }
            DeletedKeys keys = new DeletedKeys(counted);
            forEachDelete((row, file) -> keys.add(hash.of(row, types), file.dataSequenceNumber()));
            for (Candidate candidate : job.files()) {
                look(candidate, keys);
            }
        }

        private void forEachDelete(BiConsumer<StructLike, DeleteFile> consumer) {
            for (DeleteFile file : files) {
                pace.take(file.fileSizeInBytes());
                reading.keys(file, key, row -> {
                    if (isInShare(row)) {
                        consumer.accept(row, file);
                    }
                });
            }
        }

        private void look(Candidate candidate, DeletedKeys keys) {
            DataFile file = candidate.file();
            boolean mayBeDeleted =
                    files.stream().anyMatch(delete -> delete.dataSequenceNumber() > candidate.sequenceNumber());
            if (!mayBeDeleted) {
                return;
            }
            long[] position = new long[1];
            reading.read(file.location(), key, row -> {
                if ((position[0] & 1_023) == 0) {
                    pace.take(0);
                }
                if (isInShare(row) && keys.isDeletedAfter(hash.of(row, types), candidate.sequenceNumber())) {
                    deleted.computeIfAbsent(file.location(), location -> new DeletedRows(file.recordCount()))
                            .add(position[0]);
                }
                position[0]++;
            });
        }
    }
}
