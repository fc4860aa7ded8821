package dev.firn.sink.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.lake.LakeTables.RowStage;
import dev.firn.engine.lake.TableCommit.Step;
import dev.firn.schema.layout.LakeColumn;
import dev.firn.schema.layout.LakeSchemas;
import dev.firn.schema.layout.TableLayout;
import dev.firn.sink.support.TestLake;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowWriterTest {

    @TempDir
    private Path folder;

    private static LakeColumn column(String name, Type type) {
        return new LakeColumn(name, type, false);
    }

    @Test
    void everyTypeIsReadAsItWasWritten() throws Exception {
        TableLayout layout = TestLake.layout(
                new LakeColumn("id", Types.LongType.get(), true),
                column("flag", Types.BooleanType.get()),
                column("number", Types.IntegerType.get()),
                column("single", Types.FloatType.get()),
                column("twofold", Types.DoubleType.get()),
                column("small", Types.DecimalType.of(9, 2)),
                column("medium", Types.DecimalType.of(18, 3)),
                column("large", Types.DecimalType.of(38, 10)),
                column("text", Types.StringType.get()),
                column("uuid", Types.UUIDType.get()),
                column("bytes", Types.BinaryType.get()),
                column("day", Types.DateType.get()),
                column("at", Types.TimeType.get()),
                column("local", Types.TimestampType.withoutZone()),
                column("instant", Types.TimestampType.withZone()));
        UUID uuid = UUID.fromString("ffeeddcc-bbaa-9988-7766-554433221100");
        Object[] full = {
            1L,
            true,
            -5,
            0.1f,
            Double.NaN,
            new BigDecimal("-1234567.89"),
            new BigDecimal("999999999999999.999"),
            new BigDecimal("-1234567890123456789012345678.0123456789"),
            "ä 日本 \uD83D\uDE00",
            uuid,
            ByteBuffer.wrap(new byte[] {0, -1}),
            -1,
            86_399_999_999L,
            -1L,
            1_000_001L
        };
        Object[] none = new Object[full.length];
        none[0] = 2L;
        try (TestLake lake = TestLake.in(folder)) {
            lake.lake().tables().open(layout);
            try (RowStage rows = lake.lake()
                    .tables()
                    .openRowStage(
                            new CheckpointId(1),
                            TestLake.ORDERS,
                            LakeSchemas.forWriting(layout, lake.table().schema()))) {
                rows.write(full.clone());
                rows.write(none.clone());
                lake.commit(1, new Step.Replace(List.of(rows.finish())));
            }
            try (CloseableIterable<Record> records =
                    IcebergGenerics.read(lake.table()).build()) {
                List<Record> read = new java.util.ArrayList<>();
                records.forEach(record -> read.add(record.copy()));
                assertThat(read).hasSize(2);
                assertThat(values(read.get(0)))
                        .containsExactly(
                                1L,
                                true,
                                -5,
                                0.1f,
                                Double.NaN,
                                full[5],
                                full[6],
                                full[7],
                                full[8],
                                uuid,
                                ByteBuffer.wrap(new byte[] {0, -1}),
                                LocalDate.of(1969, 12, 31),
                                LocalTime.parse("23:59:59.999999"),
                                LocalDateTime.parse("1969-12-31T23:59:59.999999"),
                                Instant.parse("1970-01-01T00:00:01.000001Z").atOffset(ZoneOffset.UTC));
                assertThat(values(read.get(1))).startsWith(2L).containsOnly(2L, null);
            }
        }
    }

    private static Object[] values(Record record) {
        Object[] values = new Object[record.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = record.get(i);
        }
        return values;
    }
}
