package dev.firn.app.source;

import dev.firn.app.demo.server.MysqlServer;
import dev.firn.app.servers.Servers;
import dev.firn.engine.source.SourceDatabase;
import dev.firn.engine.source.SourceSettings;
import dev.firn.engine.source.mysql.MysqlDatabase;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class MysqlValueParityIT extends ValueParityContract {

    private static final String TEXT = "CONVERT(x'%s' USING utf8mb4)";

    private MysqlServer server;
    private MysqlFixture db;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        server = Servers.mysql(directory);
        db = new MysqlFixture(server);
    }

    @AfterEach
    void stop() throws Exception {
        db.close();
        server.close();
    }

    @Override
    SourceFixture database() {
        return db;
    }

    @Override
    SourceDatabase open(SourceSettings settings) {
        return MysqlDatabase.open(settings, (s, server) -> TableReads.silent(() -> "nothing"));
    }

    @Override
    void prepare() throws Exception {
        db.execute("SET time_zone = '+05:45'");
    }

    @Override
    List<Column> columns(RandomLiterals any) {
        return List.of(
                new Column("c_tinyint", "TINYINT", any.integer("-128", "127")),
                new Column("c_tinyint_u", "TINYINT UNSIGNED", any.integer("0", "255")),
                new Column("c_smallint", "SMALLINT", any.integer("-32768", "32767")),
                new Column("c_mediumint", "MEDIUMINT", any.integer("-8388608", "8388607")),
                new Column("c_mediumint_u", "MEDIUMINT UNSIGNED", any.integer("0", "16777215")),
                new Column("c_int", "INT", any.integer("-2147483648", "2147483647")),
                new Column("c_int_u", "INT UNSIGNED", any.integer("0", "4294967295")),
                new Column("c_bigint", "BIGINT", any.integer("-9223372036854775808", "9223372036854775807")),
                new Column("c_bigint_u", "BIGINT UNSIGNED", any.integer("0", "18446744073709551615")),
                new Column("c_zerofill", "INT(8) ZEROFILL", any.integer("0", "4294967295")),
                new Column("c_decimal", "DECIMAL(38, 10)", any.decimal(38, 10)),
                new Column("c_money", "DECIMAL(12, 2)", any.decimal(12, 2)),
                new Column("c_whole", "DECIMAL(18)", any.decimal(18, 0)),
                new Column("c_float", "FLOAT", any.single()),
                new Column("c_double", "DOUBLE", any.twice()),
                new Column("c_bool", "BOOLEAN", any.choice("true", "false")),
                new Column("c_bit", "BIT", any.choice("b'0'", "b'1'")),
                new Column("c_bits", "BIT(17)", any.integer("0", "131071")),
                new Column("c_text", "TEXT", any.text(40, TEXT)),
                new Column("c_long", "LONGTEXT", any.text(4_000, TEXT)),
                new Column("c_varchar", "VARCHAR(20)", any.text(20, TEXT)),
                new Column("c_char", "CHAR(12)", any.text(12, TEXT)),
                new Column("c_latin", "VARCHAR(20) CHARACTER SET latin1", any.choice("''", "'Straße'", "'naïve ÿ'")),
                new Column("c_utf16", "VARCHAR(20) CHARACTER SET utf16", any.text(20, TEXT)),
                new Column("c_blob", "BLOB", any.bytes(60, "x'%s'")),
                new Column("c_varbinary", "VARBINARY(30)", any.bytes(30, "x'%s'")),
                new Column("c_binary", "BINARY(8)", any.bytes(8, "x'%s'")),
                new Column("c_date", "DATE", any.date("1000-01-01", "9999-12-31")),
                new Column("c_time", "TIME(6)", any.timeOfDay()),
                new Column(
                        "c_span",
                        "TIME(3)",
                        any.choice("'-838:59:59'", "'838:59:59'", "'-00:00:00.001'", "'25:00:01.5'")),
                new Column(
                        "c_datetime",
                        "DATETIME(6)",
                        any.timestamp("1000-01-01T00:00:00", "9999-12-31T23:59:59.999999", "")),
                new Column("c_datetime0", "DATETIME", any.timestamp("1000-01-01T00:00:00", "9999-12-31T23:59:59", "")),
                new Column(
                        "c_timestamp",
                        "TIMESTAMP(6) NULL",
                        any.timestamp("1970-01-02T00:00:00", "2038-01-19T03:14:07", "")),
                new Column("c_year", "YEAR", any.integer("1901", "2155")),
                new Column("c_json", "JSON", any.json()),
                new Column("c_enum", "ENUM('sad', 'Happy, or so', 'ß')", any.choice("'sad'", "'Happy, or so'", "'ß'")),
                new Column("c_set", "SET('a', 'b', 'ß')", any.choice("''", "'a'", "'b,ß'", "'a,b,ß'")));
    }
}
