package dev.firn.sink.write;

import dev.firn.engine.lake.StagedFiles;
import dev.firn.sink.catalog.WriteSettings;
import dev.firn.sink.write.RowFiles.Purpose;
import java.io.Closeable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.io.RollingDataWriter;
import org.jspecify.annotations.Nullable;

/**
 * Writes the rows of a load as they come, in bounded memory. Closing it before {@link #finish} deletes what it wrote. Used by
 * one thread at a time.
 */
public abstract sealed class LoadWriter implements Closeable {

    /** Values beyond this are too large for their number to tell anything. */
    private static final long SAMPLE_BYTES = 4L << 20;

    final FileStage stage;
    final WriteTarget target;
    private final RowStruct struct = new RowStruct();
    private final WriteSettings settings;
    private final Schema schema;
    private final Purpose purpose;
    /** The first rows, until it is known how to write them; then empty. */
    private final List<@Nullable Object[]> sample = new ArrayList<>();

    private long sampleBytes;
    private @Nullable RowFiles files;
    private boolean ended;

    private LoadWriter(WriteTarget target, WriteSettings settings, StageLabel label, Schema schema, Purpose purpose) {
        this.stage = new FileStage(target, settings, label);
        this.target = target;
        this.settings = settings;
        this.schema = schema;
        this.purpose = purpose;
    }

    /** Opens the files of a load of rows with the schema. */
    public static LoadWriter open(WriteTarget target, WriteSettings settings, StageLabel label, Schema rows) {
        return target.spec().isUnpartitioned()
                ? new Plain(target, settings, label, rows, target.spec(), null, Purpose.LOAD)
                : new Partitioned(target, settings, label, rows);
    }

    /**
     * Opens the files of rows that are in the table already and move to other files of their partition, in their order.
     *
     * @param rows the schema of the rows; nested types are written as Iceberg reads them
     * @param sortOrder the order that the files have; null for none
     */
    public static LoadWriter rewrite(
            WriteTarget target,
            WriteSettings settings,
            StageLabel label,
            Schema rows,
            PartitionSpec spec,
            StructLike partition,
            @Nullable SortOrder sortOrder) {
        StructLike within = spec.isUnpartitioned() ? null : partition;
        return new Plain(target, settings, label, rows, spec, within, Purpose.moving(sortOrder));
    }

    /** Writes a row; its array may be reused afterwards, its values may not. Hot. */
    public final void write(@Nullable Object[] row) {
        RowFiles known = files;
        if (known == null) {
            keep(row);
        } else {
            take(row, known);
        }
    }

    private void keep(@Nullable Object[] row) {
        sample.add(row.clone());
        sampleBytes += ValueBytes.ofRow(row);
        if (sample.size() == LoadEncoding.SAMPLE_ROWS || sampleBytes >= SAMPLE_BYTES) {
            takeSample();
        }
    }

    private RowFiles takeSample() {
        RowFiles known = RowFiles.ofLoad(target.table(), schema, settings, sample, purpose);
        files = known;
        for (@Nullable Object[] row : sample) {
            take(row, known);
        }
        sample.clear();
        return known;
    }

    abstract void take(@Nullable Object[] row, RowFiles known);

    /** Writes a row, and says of one that cannot be written why. Hot. */
    final void put(@Nullable Object[] row, RollingDataWriter<RowStruct> writer) {
        try {
            writer.write(struct.of(row));
        } catch (RuntimeException e) {
            throw RowProblem.explain(schema, row, e);
        }
    }

    /** Ends the files and lists them. */
    public StagedFiles finish() {
        end();
        StagedFiles staged = stage.list();
        ended = true;
        return staged;
    }

    /** Ends the files and returns them in the order of the rows, for a commit that needs no list; they are the caller's now. */
    public List<DataFile> finishUnlisted() {
        end();
        ended = true;
        return stage.data();
    }

    private void end() {
        if (ended) {
            throw new IllegalStateException("The load's files were ended before");
        }
        endFiles(files == null ? takeSample() : files);
    }

    @Override
    public void close() {
        if (ended) {
            return;
        }
        ended = true;
        abandonFiles();
        stage.discard();
    }

    abstract void endFiles(RowFiles known);

    abstract void abandonFiles();

    /** One file at a time, in the order of the rows. */
    private static final class Plain extends LoadWriter {

        private final PartitionSpec spec;
        private final @Nullable StructLike partition;
        private @Nullable RollingDataWriter<RowStruct> writer;

        Plain(
                WriteTarget target,
                WriteSettings settings,
                StageLabel label,
                Schema rows,
                PartitionSpec spec,
                @Nullable StructLike partition,
                Purpose purpose) {
            super(target, settings, label, rows, purpose);
            this.spec = spec;
            this.partition = partition;
        }

        @Override
        void take(@Nullable Object[] row, RowFiles known) {
            RollingDataWriter<RowStruct> open = writer;
            if (open == null) {
                open = stage.openRows(known, spec, partition);
                writer = open;
            }
            put(row, open);
        }

        @Override
        void endFiles(RowFiles known) {
            if (writer != null) {
                stage.close(writer);
            }
        }

        @Override
        void abandonFiles() {
            if (writer != null) {
                stage.abandon(writer);
            }
        }
    }

    /**
     * Rows are gathered, clustered by partition and then written, the files of the partitions written last staying open. So
     * memory is bounded by the rows gathered and the files open, and files are many only where rows are spread over many more
     * partitions than that.
     */
    private static final class Partitioned extends LoadWriter {

        private final WriteSettings settings;
        private final Partitioner partitioner;
        private final List<@Nullable Object[]> gathered = new ArrayList<>();
        private long gatheredBytes;
        /** The least recently used first. */
        private final Map<StructLike, RollingDataWriter<RowStruct>> open = new LinkedHashMap<>(16, 0.75f, true);

        Partitioned(WriteTarget target, WriteSettings settings, StageLabel label, Schema rows) {
            super(target, settings, label, rows, Purpose.LOAD);
            this.settings = settings;
            this.partitioner = new Partitioner(target.spec(), rows);
        }

        @Override
        void take(@Nullable Object[] row, RowFiles known) {
            gathered.add(row.clone());
            gatheredBytes += ValueBytes.ofRow(row);
            if (gatheredBytes >= settings.clusterBytes()) {
                drain(known);
            }
        }

        private void drain(RowFiles known) {
            for (Partitioner.Cluster cluster : partitioner.cluster(gathered)) {
                RollingDataWriter<RowStruct> writer = writerOf(cluster.partition(), known);
                for (@Nullable Object[] row : cluster.rows()) {
                    put(row, writer);
                }
            }
            gathered.clear();
            gatheredBytes = 0;
        }

        private RollingDataWriter<RowStruct> writerOf(StructLike partition, RowFiles known) {
            RollingDataWriter<RowStruct> writer = open.get(partition);
            if (writer == null) {
                if (open.size() >= settings.openPartitions()) {
                    Iterator<RollingDataWriter<RowStruct>> leastRecent =
                            open.values().iterator();
                    stage.close(leastRecent.next());
                    leastRecent.remove();
                }
                writer = stage.openRows(known, target.spec(), partition);
                open.put(partition, writer);
            }
            return writer;
        }

        @Override
        void endFiles(RowFiles known) {
            drain(known);
            for (RollingDataWriter<RowStruct> writer : List.copyOf(open.values())) {
                stage.close(writer);
            }
            open.clear();
        }

        @Override
        void abandonFiles() {
            open.values().forEach(stage::abandon);
        }
    }
}
