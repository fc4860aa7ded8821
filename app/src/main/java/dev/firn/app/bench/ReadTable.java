package dev.firn.app.bench;

import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.lake.CommitOutcome;
import dev.firn.engine.lake.Generation;
import dev.firn.engine.lake.LakeTables.RowStage;
import dev.firn.engine.lake.StagedFiles;
import dev.firn.engine.lake.TableCommit;
import dev.firn.engine.lake.TableCommit.Step;
import dev.firn.schema.layout.LakeColumn;
import dev.firn.schema.layout.LakeSchemas;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.layout.TableMode;
import dev.firn.schema.source.TableId;
import dev.firn.sink.IcebergLake;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;

/**
 * A table of the bench in a lake, written as checkpoints write it, without a source: what each row holds follows from its key and from how often it has
 * changed.
 */
final class ReadTable {

    /** Which share of the keys is recent. */
    private static final int RECENT_PERCENT = 5;

    private final IcebergLake lake;
    private final TableLayout layout;
    private final int[] versions;
    private final Random random = new Random(42);
    private long checkpoint;

    ReadTable(IcebergLake lake, String name, int rows) {
        this.lake = lake;
        this.versions = new int[rows];
        this.layout = new TableLayout(
                new TableId("bench", name),
                List.of(
                        new LakeColumn("id", Types.LongType.get(), true),
                        new LakeColumn("a", Types.IntegerType.get(), false),
                        new LakeColumn("b", Types.StringType.get(), false),
                        new LakeColumn("c", Types.DecimalType.of(12, 2), false),
                        new LakeColumn("d", Types.StringType.get(), false),
                        new LakeColumn("e", Types.TimestampType.withoutZone(), false),
                        new LakeColumn("f", Types.TimestampType.withZone(), false)),
                List.of(0),
                TableMode.UPSERT);
        lake.tables().open(layout);
    }

    TableId id() {
        return layout.table();
    }

    Table table() {
        return lake.table(id()).orElseThrow();
    }

    private Object[] row(int key) {
        SplittableRandom values = new SplittableRandom(31L * key + versions[key]);
        StringBuilder text = new StringBuilder(50);
        while (text.length() < 50) {
            text.append((char) ('a' + values.nextInt(26)));
        }
        long micros = 1_700_000_000_000_000L + 1_000_000L * key + versions[key];
        return new Object[] {
            (long) key,
            values.nextInt(1_000_000),
            "status " + values.nextInt(20),
            new BigDecimal(BigInteger.valueOf(values.nextInt(100_000_000)), 2),
            text.toString(),
            micros,
            micros
        };
    }

    /** Writes all rows as a load does, with the content of another table. */
    void loadAs(ReadTable other) {
        System.arraycopy(other.versions, 0, versions, 0, versions.length);
        load();
    }

    void load() {
        Schema schema = LakeSchemas.forWriting(layout, table().schema());
        checkpoint++;
        try (RowStage stage = lake.tables().openRowStage(new CheckpointId(checkpoint), id(), schema)) {
            for (int key = 0; key < versions.length; key++) {
                stage.write(row(key));
            }
            commit(new Step.Replace(List.of(stage.finish())));
        }
    }

    /** A checkpoint that changes a hundredth of the rows, half of them recent. */
    void change() {
        int changes = Math.max(2, versions.length / 100);
        int recentFrom = versions.length - Math.max(1, versions.length * RECENT_PERCENT / 100);
        Set<Integer> keys = new LinkedHashSet<>();
        for (int i = 0; i < changes; i++) {
            keys.add(
                    i % 2 == 0
                            ? random.nextInt(versions.length)
                            : recentFrom + random.nextInt(versions.length - recentFrom));
        }
        List<Object[]> rows = new ArrayList<>(keys.size());
        List<Object[]> deletes = new ArrayList<>(keys.size());
        for (int key : keys) {
            versions[key]++;
            rows.add(row(key));
            deletes.add(new Object[] {(long) key});
        }
        Schema present = table().schema();
        checkpoint++;
        StagedFiles staged = lake.tables()
                .stage(
                        new CheckpointId(checkpoint),
                        new Generation(
                                id(),
                                LakeSchemas.forWriting(layout, present),
                                LakeSchemas.keyFieldIds(layout, present),
                                rows,
                                deletes));
        commit(new Step.Apply(staged));
    }

    private void commit(Step step) {
        CommitOutcome outcome = lake.tables()
                .commit(new TableCommit(
                        id(), new CheckpointId(checkpoint), "0/" + checkpoint, Instant.now(), List.of(step)));
        if (!(outcome instanceof CommitOutcome.Committed)) {
            throw new IllegalStateException("A checkpoint of the bench was not committed: " + outcome);
        }
    }

    /** Reads every row by Iceberg's own reader and checks them; returns how many seconds it took. */
    double scan() {
        long begun = System.nanoTime();
        long rows = 0;
        long sum = 0;
        try (CloseableIterable<Record> records = IcebergGenerics.read(table()).build()) {
            for (Record record : records) {
                rows++;
                sum += ((Integer) record.get(1)).intValue();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the table of the bench", e);
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        if (rows != versions.length || sum != expectedSum()) {
            throw new IllegalStateException("The table " + id() + " has " + rows + " rows of another content than "
                    + versions.length + " that were written");
        }
        return seconds;
    }

    private long expectedSum() {
        long sum = 0;
        for (int key = 0; key < versions.length; key++) {
            SplittableRandom values = new SplittableRandom(31L * key + versions[key]);
            for (int i = 0; i < 50; i++) {
                values.nextInt(26);
            }
            sum += values.nextInt(1_000_000);
        }
        return sum;
    }
}
