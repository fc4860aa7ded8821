package dev.firn.app.demo.compare;

import static dev.firn.app.demo.compare.LakeTable.field;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.app.demo.server.MysqlServer;
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
import java.time.OffsetDateTime;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MysqlComparisonIT {

    @Test
    void everyTypeIsComparedByValue(@TempDir Path directory) throws SQLException {
        try (MysqlServer server = Servers.mysql(directory);
                Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE d");
            statement.execute(
                    "CREATE TABLE d.t (id INT PRIMARY KEY, u BIGINT UNSIGNED, n DECIMAL(10, 2), f FLOAT, s VARCHAR(20),"
                            + " b BINARY(4), o BOOLEAN, a DATE, m TIME(6), p DATETIME(6), z TIMESTAMP(6) NULL, j JSON,"
                            + " e ENUM('x', 'y'))");
            statement.execute("SET time_zone = '+05:00'");
            statement.execute("INSERT INTO d.t VALUES (1, 18446744073709551615, 1.10, 3.1415927, 'ß🧊', x'ff', true,"
                    + " '1582-10-10', '-838:59:58.5', '1000-01-01 00:00:00.000001', '2026-11-20 10:11:12.5',"
                    + " '{\"b\": 1.50, \"a\": [null]}', 'y')");
            statement.execute("INSERT INTO d.t (id) VALUES (2)");
            TableId table = new TableId("d", "t");

            Object[] row = row();
            assertThat(TableComparison.compare(connection, table, lake(row)).toString())
                    .isEqualTo("d.t: 2 rows in the source, 2 in the lake, equal");

            Object[] wrong = row();
            wrong[1] = new BigDecimal("18446744073709551614");
            wrong[3] = 3.14159f;
            wrong[5] = ByteBuffer.wrap(new byte[] {-1});
            wrong[8] = 1L;
            wrong[10] = OffsetDateTime.parse("2026-11-20T10:11:12.5Z");
            wrong[11] = "{\"a\": [null]}";
            assertThat(TableComparison.compare(connection, table, lake(wrong)).differenceCount())
                    .isEqualTo(6);
        }
    }

    private static Object[] row() {
        return new Object[] {
            1,
            new BigDecimal("18446744073709551615"),
            new BigDecimal("1.10"),
            3.1415927f,
            "ß🧊",
            ByteBuffer.wrap(new byte[] {-1, 0, 0, 0}),
            1,
            LocalDate.of(1582, 10, 10),
            -3_020_398_500_000L,
            LocalDateTime.parse("1000-01-01T00:00:00.000001"),
            OffsetDateTime.parse("2026-11-20T05:11:12.5Z"),
            "{\"a\":[null],\"b\":1.5}",
            "y"
        };
    }

    private static org.apache.iceberg.Table lake(Object[] row) {
        return new LakeTable(
                        field(1, "id", Types.IntegerType.get()),
                        field(2, "u", Types.DecimalType.of(20, 0)),
                        field(3, "n", Types.DecimalType.of(10, 2)),
                        field(4, "f", Types.FloatType.get()),
                        field(5, "s", Types.StringType.get()),
                        field(6, "b", Types.BinaryType.get()),
                        field(7, "o", Types.IntegerType.get()),
                        field(8, "a", Types.DateType.get()),
                        field(9, "m", Types.LongType.get()),
                        field(10, "p", Types.TimestampType.withoutZone()),
                        field(11, "z", Types.TimestampType.withZone()),
                        field(12, "j", Types.StringType.get()),
                        field(13, "e", Types.StringType.get()))
                .append(row, new Object[] {2})
                .table();
    }
}
