package dev.firn.sink.write;

import dev.firn.engine.lake.StagedFiles;
import dev.firn.sink.catalog.WriteSettings;
import java.io.Closeable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.io.RollingDataWriter;
import org.jspecify.annotations.Nullable;

/**
 * Writes the rows of a load as they come, in bounded memory. Closing it before {@link #finish} deletes what it wrote. Used by
 * one thread at a time.
 */
public abstract sealed class LoadWriter implements Closeable {

    final FileStage stage;
    private boolean ended;

    private LoadWriter(FileStage stage) {
        this.stage = stage;
    }

    /** Opens the files of a load of rows with the schema. */
    public static LoadWriter open(WriteTarget target, WriteSettings settings, StageLabel label, Schema rows) {
        FileStage stage = new FileStage(target, settings, label);
        RowFiles files = RowFiles.ofRows(target.table(), rows, settings);
        return target.spec().isUnpartitioned()
                ? new Plain(stage, files, target)
                : new Partitioned(stage, files, target, settings, rows);
    }

    /** Writes a row; its array may be reused afterwards, its values may not. Hot. */
    public abstract void write(@Nullable Object[] row);

    /** Ends the files and lists them. */
    public StagedFiles finish() {
        if (ended) {
            throw new IllegalStateException("The load's files were ended before");
        }
        endFiles();
        StagedFiles staged = stage.list();
        ended = true;
        return staged;
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

    abstract void endFiles();

    abstract void abandonFiles();

    /** One file at a time, in the order of the rows. */
    private static final class Plain extends LoadWriter {

        private final RowFiles files;
        private final WriteTarget target;
        private final RowStruct struct = new RowStruct();
        private @Nullable RollingDataWriter<RowStruct> writer;

        Plain(FileStage stage, RowFiles files, WriteTarget target) {
            super(stage);
            this.files = files;
            this.target = target;
        }

        @Override
        public void write(@Nullable Object[] row) {
            RollingDataWriter<RowStruct> open = writer;
            if (open == null) {
                open = stage.openRows(files, target.spec(), null);
                writer = open;
            }
            open.write(struct.of(row));
        }

        @Override
        void endFiles() {
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

        private final RowFiles files;
        private final WriteTarget target;
        private final WriteSettings settings;
        private final Partitioner partitioner;
        private final RowStruct struct = new RowStruct();
        private final List<@Nullable Object[]> gathered = new ArrayList<>();
        private long gatheredBytes;
        /** The least recently used first. */
        private final Map<StructLike, RollingDataWriter<RowStruct>> open = new LinkedHashMap<>(16, 0.75f, true);

        Partitioned(FileStage stage, RowFiles files, WriteTarget target, WriteSettings settings, Schema rows) {
            super(stage);
            this.files = files;
            this.target = target;
            this.settings = settings;
            this.partitioner = new Partitioner(target.spec(), rows);
        }

        @Override
        public void write(@Nullable Object[] row) {
            gathered.add(row.clone());
            gatheredBytes += ValueBytes.ofRow(row);
            if (gatheredBytes >= settings.clusterBytes()) {
                drain();
            }
        }

        private void drain() {
            for (Partitioner.Cluster cluster : partitioner.cluster(gathered)) {
                RollingDataWriter<RowStruct> writer = writerOf(cluster.partition());
                for (@Nullable Object[] row : cluster.rows()) {
                    writer.write(struct.of(row));
                }
            }
            gathered.clear();
            gatheredBytes = 0;
        }

        private RollingDataWriter<RowStruct> writerOf(StructLike partition) {
            RollingDataWriter<RowStruct> writer = open.get(partition);
            if (writer == null) {
                if (open.size() >= settings.openPartitions()) {
                    Iterator<RollingDataWriter<RowStruct>> leastRecent =
                            open.values().iterator();
                    stage.close(leastRecent.next());
                    leastRecent.remove();
                }
                writer = stage.openRows(files, target.spec(), partition);
                open.put(partition, writer);
            }
            return writer;
        }

        @Override
        void endFiles() {
            drain();
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
