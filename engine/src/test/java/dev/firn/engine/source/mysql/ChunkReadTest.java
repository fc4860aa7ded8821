package dev.firn.engine.source.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.decode.Masking;
import dev.firn.engine.source.DatabaseAddress;
import dev.firn.engine.source.jdbc.Connections;
import dev.firn.engine.source.jdbc.Projection;
import dev.firn.engine.source.jdbc.Task;
import dev.firn.engine.source.mysql.KeyColumn.Collation;
import dev.firn.engine.source.mysql.KeyColumn.Form;
import dev.firn.schema.layout.LakeColumn;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.layout.TableMode;
import dev.firn.schema.layout.TableRules;
import dev.firn.schema.mapping.MysqlTypes;
import dev.firn.schema.source.SourceColumn;
import dev.firn.schema.source.SourceTable;
import dev.firn.schema.source.SourceType;
import dev.firn.schema.source.TableId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChunkReadTest {

    private static final TableId TABLE = new TableId("shop", "orders");

    private final FakeKeyedTable table = new FakeKeyedTable();
    private final Connections connections =
            new Connections(table::connect, new MysqlFailures(new DatabaseAddress("h", 1, "", "u", "", Map.of())), 1);
    private final List<Object> read = new ArrayList<>();

    @AfterEach
    void close() {
        connections.close();
    }

    private static Projection<ColumnReader> projection() {
        return Projection.of(
                new TableLayout(
                        TABLE, List.of(new LakeColumn("id", Types.LongType.get(), true)), List.of(0), TableMode.UPSERT),
                new SourceTable(TABLE, List.of(new SourceColumn("id", SourceType.of("bigint"), false)), List.of("id")),
                TableRules.DEFAULT,
                new MysqlTypes(),
                new MysqlColumnRules(),
                new Masking("secret".getBytes(StandardCharsets.UTF_8)),
                new LongAdder());
    }

    private void read(KeyRange range, Duration perRow) throws InterruptedException {
        KeyAccess access = new KeyAccess(
                TABLE, "PRIMARY", List.of(new KeyColumn("id", Form.NUMBER, 0, Collation.NONE)), Optional.of("other"));
        Projection<ColumnReader> projection = projection();
        new ChunkRead(() -> connections.open(new Task("read", "")), () -> table.nanos, projection, range, access)
                .read(new RowDecoder(projection, "", new MysqlCharsets(query -> Map.of())), row -> {
                    read.add(row[0]);
                    table.nanos += perRow.toNanos();
                });
    }

    private static KeyRange range(String after, String upTo) {
        return new KeyRange("PRIMARY", List.of("id"), List.of(after), List.of(upTo));
    }

    private static Object[] numbers(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toArray();
    }

    @Test
    void aRangeIsReadFromItsStartToItsEnd() throws Exception {
        table.rowBytes = 1;
        read(range("10", "2000"), Duration.ZERO);
        assertThat(read).containsExactly(numbers(11, 2000));
        assertThat(table.queries).hasSize(1);
    }

    @Test
    void wideRowsBeginWithFewAndGrowByTheTimeThatTheyTake() throws Exception {
        table.rowBytes = 1 << 20;
        read(range("0", "1000"), Duration.ofMillis(10));
        assertThat(read).containsExactly(numbers(1, 1000));
        assertThat(table.limits()).containsExactly(32L, 128L, 200L, 200L, 200L, 200L, 200L);
        assertThat(table.aborted).isZero();
    }

    @Test
    void aQueryThatLastsTooLongIsBrokenOffAndTheNextGoesOnBehindIt() throws Exception {
        table.rowBytes = 1024;
        read(range("0", "400"), Duration.ofMillis(500));
        assertThat(read).containsExactly(numbers(1, 400));
        assertThat(table.aborted).as("the first query alone").isEqualTo(1);
        assertThat(table.limits().get(1)).isEqualTo(4);
    }

    @Test
    void everyQueryReadsARowAtLeast() throws Exception {
        table.rowBytes = 1 << 30;
        read(range("0", "5"), Duration.ofMinutes(1));
        assertThat(read).containsExactly(numbers(1, 5));
        assertThat(table.limits()).containsOnly(1L);
    }
}
