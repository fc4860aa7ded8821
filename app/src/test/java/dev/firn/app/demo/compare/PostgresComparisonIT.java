package dev.firn.app.demo.compare;

import static dev.firn.app.demo.compare.LakeTable.field;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.app.demo.server.PostgresServer;
import dev.firn.app.servers.Servers;
import dev.firn.schema.source.TableId;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresComparisonIT {

    private static final TableId TABLE = new TableId("public", "t");
    private static final Type INT = Types.IntegerType.get();
    private static final Type TEXT = Types.StringType.get();

    private static PostgresServer server;

    @BeforeAll
    static void start(@TempDir Path directory) {
        server = Servers.postgres(directory);
    }

    @AfterAll
    static void close() {
        server.close();
    }

    @BeforeEach
    void dropTable() throws SQLException {
        execute("DROP TABLE IF EXISTS t");
    }

    @Test
    void everyTypeIsComparedByValue() throws SQLException {
        execute(
                "CREATE TABLE t (id INT PRIMARY KEY, l BIGINT, n NUMERIC(10, 2), r REAL, d DOUBLE PRECISION, s TEXT, c CHAR(4),"
                        + " b BYTEA, o BOOLEAN, a DATE, m TIME, p TIMESTAMP, z TIMESTAMPTZ, u UUID, j JSON)");
        execute(
                "INSERT INTO t VALUES (1, -5, 1.10, 0.1, 'NaN', 'ß', 'x', '\\x00ff', true, '1582-10-10', '23:59:59.999999',"
                        + " '0001-01-01 00:00:00.000001', '2026-10-25 02:30:00.5 Europe/Berlin',"
                        + " '6f1b0c7e-1c1d-4e57-9b3a-0a8f5b7c2d10', ' {\"a\" :1}')");
        execute("INSERT INTO t (id) VALUES (2)");
        Object[] row = {
            1,
            -5L,
            new BigDecimal("1.10"),
            0.1f,
            Double.NaN,
            "ß",
            "x   ",
            ByteBuffer.wrap(new byte[] {0, -1}),
            true,
            LocalDate.of(1582, 10, 10),
            LocalTime.parse("23:59:59.999999"),
            LocalDateTime.parse("0001-01-01T00:00:00.000001"),
            OffsetDateTime.parse("2026-10-25T01:30:00.5Z"),
            UUID.fromString("6f1b0c7e-1c1d-4e57-9b3a-0a8f5b7c2d10"),
            " {\"a\" :1}"
        };
        assertThat(compare(everyType().append(row, new Object[] {2})).toString())
                .isEqualTo("public.t: 2 rows in the source, 2 in the lake, equal");

        Object[] wrong = {
            1,
            -6L,
            new BigDecimal("1.11"),
            0.1000001f,
            1.0,
            "ß ",
            "x",
            ByteBuffer.wrap(new byte[] {0, -1, 0}),
            false,
            LocalDate.of(1582, 10, 20),
            LocalTime.parse("23:59:59.999998"),
            LocalDateTime.parse("0001-01-01T00:00:00"),
            OffsetDateTime.parse("2026-10-25T00:30:00.5Z"),
            UUID.fromString("00000000-1c1d-4e57-9b3a-0a8f5b7c2d10"),
            "{\"a\":1}"
        };
        TableReport report = compare(everyType().append(wrong, new Object[] {2}));
        assertThat(report.differenceCount()).isEqualTo(14);
        assertThat(report.differences()).allMatch(Difference.DifferentValue.class::isInstance);
        assertThat(report.toString()).contains("row (1) column n: source 1.1, lake 1.11");
    }

    @Test
    void nullIsNotTheEmptyText() throws SQLException {
        execute("CREATE TABLE t (id INT PRIMARY KEY, s TEXT)");
        execute("INSERT INTO t VALUES (1, ''), (2, NULL)");
        assertThat(differences(twoColumns().append(new Object[] {1, null}, new Object[] {2, ""})))
                .containsExactlyInAnyOrder(
                        "row (1) column s: source '', lake null", "row (2) column s: source null, lake ''");
    }

    @Test
    void rowsThatAreMissingSurplusOrDoubleAreFound() throws SQLException {
        execute("CREATE TABLE t (id INT PRIMARY KEY, s TEXT)");
        execute("INSERT INTO t VALUES (1, 'a'), (2, 'b')");
        LakeTable lake = twoColumns()
                .append(new Object[] {2, "b"}, new Object[] {3, "c"})
                .append(new Object[] {2, "b"});
        TableReport report = compare(lake);
        assertThat(report.sourceRows()).isEqualTo(2);
        assertThat(report.lakeRows()).isEqualTo(3);
        assertThat(report.differences())
                .containsExactlyInAnyOrder(
                        new Difference.MissingRow(List.of(new BigDecimal(1))),
                        new Difference.SurplusRow(List.of(new BigDecimal(3))),
                        new Difference.DuplicateKey(List.of(new BigDecimal(2))));
    }

    @Test
    void rowsUnderAnEqualityDeleteAreGone() throws SQLException {
        execute("CREATE TABLE t (id INT PRIMARY KEY, s TEXT)");
        execute("INSERT INTO t VALUES (1, 'new')");
        LakeTable lake = twoColumns()
                .append(new Object[] {1, "old"}, new Object[] {2, "gone"})
                .deleteKey(1)
                .append(new Object[] {1, "new"})
                .deleteKey(2);
        assertThat(differences(lake)).isEmpty();
    }

    @Test
    void columnsOfOneSideAreFound() throws SQLException {
        execute("CREATE TABLE t (id INT PRIMARY KEY, s TEXT, added INT, hidden TEXT)");
        execute("INSERT INTO t VALUES (1, 'a', 7, 'secret')");
        LakeTable lake = new LakeTable(field(1, "id", INT), field(2, "S", TEXT), field(3, "dropped", TEXT));
        lake.append(new Object[] {1, "a", null});
        assertThat(compare(lake, Set.of("hidden")).differences())
                .containsExactlyInAnyOrder(
                        new Difference.DifferentColumns("added", "source"),
                        new Difference.DifferentColumns("dropped", "lake"));
    }

    @Test
    void aValueOfAnotherTypeIsFound() throws SQLException {
        execute("CREATE TABLE t (id INT PRIMARY KEY, s INT)");
        execute("INSERT INTO t VALUES (1, 5)");
        assertThat(differences(twoColumns().append(new Object[] {1, "5"})))
                .containsExactly("row (1) column s: source 5, lake Unexpected[type=String, value=5]");
    }

    @Test
    void withoutKeyTheChangelogIsReplayed() throws SQLException {
        execute("CREATE TABLE t (id INT, s TEXT)");
        execute("INSERT INTO t VALUES (1, 'a'), (1, 'a'), (2, 'b')");
        Object[][] log = {
            {1, "a", "r", null, "0"},
            {3, "gone", "c", null, "1"},
            {1, "a", "c", null, "2"},
            {3, "gone", "d", null, "3"},
            {2, "b", "c", null, "4"}
        };
        assertThat(differences(changelog().append(log))).isEmpty();
        assertThat(differences(changelog().append(log[0], log[1], log[4])))
                .containsExactlyInAnyOrder(
                        "row (1, 'a') is missing in the lake", "row (3, 'gone') is in the lake and not in the source");
    }

    @Test
    void withoutKeyAndChangelogNothingCanBeSaid() throws SQLException {
        execute("CREATE TABLE t (id INT, s TEXT)");
        assertThat(compare(twoColumns()).isEqual()).isFalse();
    }

    private static LakeTable twoColumns() {
        return new LakeTable(field(1, "id", INT), field(2, "s", TEXT));
    }

    private static LakeTable changelog() {
        return new LakeTable(
                field(1, "id", INT),
                field(2, "s", TEXT),
                field(3, "_firn_operation", TEXT),
                field(4, "_firn_source_timestamp", Types.TimestampType.withZone()),
                field(5, "_firn_position", TEXT));
    }

    private static LakeTable everyType() {
        return new LakeTable(
                field(1, "id", INT),
                field(2, "l", Types.LongType.get()),
                field(3, "n", Types.DecimalType.of(10, 2)),
                field(4, "r", Types.FloatType.get()),
                field(5, "d", Types.DoubleType.get()),
                field(6, "s", TEXT),
                field(7, "c", TEXT),
                field(8, "b", Types.BinaryType.get()),
                field(9, "o", Types.BooleanType.get()),
                field(10, "a", Types.DateType.get()),
                field(11, "m", Types.TimeType.get()),
                field(12, "p", Types.TimestampType.withoutZone()),
                field(13, "z", Types.TimestampType.withZone()),
                field(14, "u", Types.UUIDType.get()),
                field(15, "j", TEXT));
    }

    private static List<String> differences(LakeTable lake) throws SQLException {
        return compare(lake).differences().stream().map(Difference::toString).toList();
    }

    private static TableReport compare(LakeTable lake) throws SQLException {
        return compare(lake, Set.of());
    }

    private static TableReport compare(LakeTable lake, Set<String> hidden) throws SQLException {
        try (Connection connection = server.connect()) {
            return TableComparison.compare(connection, TABLE, lake.table(), hidden);
        }
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
