package dev.firn.sink.maintenance;

import dev.firn.engine.lake.CheckpointId;
import dev.firn.sink.catalog.WriteSettings;
import dev.firn.sink.table.FirnProperties;
import dev.firn.sink.write.LoadWriter;
import dev.firn.sink.write.StageLabel;
import dev.firn.sink.write.WriteTarget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableUtil;
import org.apache.iceberg.data.parquet.InternalReader;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.TypeUtil;
import org.jspecify.annotations.Nullable;

/**
 * Writes the rows of a job's files that are left into new files: one file behind the other, each in its own order, in bounded memory. Rows keep
 * their identity where the table's format has one, and new files keep to what Firn writes of bounds.
 */
final class FileRewrite {

    /** How many rows are copied between two looks at the clock. */
    private static final int ROWS_A_LOOK = 1_024;

    private static final int FIRST_WITH_ROW_IDS = 3;

    private final Table table;
    private final WriteTarget target;
    private final WriteSettings settings;
    private final RewriteJob job;
    private final Map<String, DeletedRows> deleted;
    private final Pace pace;
    private final Schema schema;

    /**
     * @param deleted which rows of each file are deleted, by its location
     * @param pace how fast
     */
    FileRewrite(Table table, WriteSettings settings, RewriteJob job, Map<String, DeletedRows> deleted, Pace pace) {
        this.table = table;
        this.target = WriteTarget.of(table);
        this.settings = settings;
        this.job = job;
        this.deleted = deleted;
        this.pace = pace;
        this.schema = TableUtil.formatVersion(table) < FIRST_WITH_ROW_IDS
                ? table.schema()
                : TypeUtil.join(
                        table.schema(),
                        new Schema(MetadataColumns.ROW_ID, MetadataColumns.LAST_UPDATED_SEQUENCE_NUMBER));
    }

    /** Writes the files; if it fails or is stopped, what it wrote is deleted. */
    List<DataFile> run() {
        DataFile first = job.files().get(0).file();
        PartitionSpec spec = Objects.requireNonNull(table.specs().get(first.specId()), "the spec of a data file");
        try (LoadWriter writer = LoadWriter.rewrite(
                target,
                settings,
                label(table),
                schema,
                spec,
                first.partition(),
                job.keepsOrder() ? table.sortOrder() : null)) {
            for (Candidate candidate : job.files()) {
                copy(candidate.file(), writer);
            }
            return writer.finishUnlisted();
        }
    }

    /** By the checkpoint that the table has, so that nobody takes the files for those of a checkpoint in the making. */
    static StageLabel label(Table table) {
        Map<String, String> properties = table.properties();
        long checkpoint = Long.parseLong(properties.getOrDefault(FirnProperties.CHECKPOINT, "0"));
        return StageLabel.of(
                properties.getOrDefault(FirnProperties.PIPELINE, "") + "_compact",
                new CheckpointId(Math.max(1, checkpoint)));
    }

    private void copy(DataFile file, LoadWriter writer) {
        DeletedRows gone = deleted.getOrDefault(file.location(), new DeletedRows(0));
        @Nullable Object[] values = new Object[schema.columns().size()];
        long bytesALook = Math.max(1, 2 * file.fileSizeInBytes() * ROWS_A_LOOK / Math.max(1, file.recordCount()));
        long position = 0;
        try (CloseableIterable<StructLike> rows = Parquet.read(table.io().newInputFile(file.location()))
                .project(schema)
                .createReaderFunc(type -> InternalReader.create(schema, type, constants(file)))
                .build()) {
            for (StructLike row : rows) {
                if (position % ROWS_A_LOOK == 0) {
                    pace.take(bytesALook);
                }
                if (!gone.contains(position++)) {
                    for (int column = 0; column < values.length; column++) {
                        values[column] = row.get(column, Object.class);
                    }
                    writer.write(values);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file.location(), e);
        }
    }

    /** What rows have that their file need not say: what its partition says, and who they are. */
    private Map<Integer, @Nullable Object> constants(DataFile file) {
        Map<Integer, @Nullable Object> constants = new HashMap<>();
        PartitionSpec spec = Objects.requireNonNull(table.specs().get(file.specId()), "the spec of a data file");
        for (int index = 0; index < spec.fields().size(); index++) {
            PartitionField field = spec.fields().get(index);
            if (field.transform().isIdentity()) {
                constants.put(field.sourceId(), file.partition().get(index, Object.class));
            }
        }
        if (file.firstRowId() != null) {
            constants.put(MetadataColumns.ROW_ID.fieldId(), file.firstRowId());
        }
        if (file.dataSequenceNumber() != null) {
            constants.put(MetadataColumns.LAST_UPDATED_SEQUENCE_NUMBER.fieldId(), file.dataSequenceNumber());
        }
        return constants;
    }

    /**
     * Where the rows of the old files are in the new ones.
     *
     * @param files the new files, in the order of the rows
     * @param starts of each old file, by its location: how many rows are before it, of those that were left
     */
    record Moved(List<DataFile> files, Map<String, Long> starts) {

        Moved {
            files = List.copyOf(files);
            starts = Map.copyOf(starts);
        }

        static Moved of(RewriteJob job, Map<String, DeletedRows> deleted, List<DataFile> files) {
            Map<String, Long> starts = new HashMap<>();
            long rows = 0;
            for (Candidate candidate : job.files()) {
                DataFile file = candidate.file();
                starts.put(file.location(), rows);
                rows += file.recordCount();
                DeletedRows gone = deleted.get(file.location());
                rows -= gone == null ? 0 : gone.count();
            }
            long written = files.stream().mapToLong(DataFile::recordCount).sum();
            if (written != rows) {
                throw new IllegalStateException("A rewrite of " + job.files().size() + " files wrote " + written
                        + " rows where " + rows + " were left");
            }
            return new Moved(files, starts);
        }

        /** A row of a new file. */
        record Place(DataFile file, long position) {}

        /** Where a row of an old file is that was not deleted. */
        Place placeOf(String oldFile, long position, DeletedRows gone) {
            long row = Objects.requireNonNull(starts.get(oldFile), oldFile) + gone.leftBefore(position);
            for (DataFile file : files) {
                if (row < file.recordCount()) {
                    return new Place(file, row);
                }
                row -= file.recordCount();
            }
            throw new IllegalStateException("No new file has row " + position + " of " + oldFile);
        }
    }

    /** The files' locations. */
    static List<String> locations(List<DataFile> files) {
        List<String> locations = new ArrayList<>();
        files.forEach(file -> locations.add(file.location()));
        return locations;
    }
}
