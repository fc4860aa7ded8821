package dev.firn.app.source;

import dev.firn.app.demo.server.PostgresServer;
import dev.firn.app.servers.Servers;
import dev.firn.engine.source.SourceDatabase;
import dev.firn.engine.source.SourceSettings;
import dev.firn.engine.source.postgres.PostgresDatabase;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class PostgresValueParityIT extends ValueParityContract {

    private static final String TEXT = "convert_from('\\x%s', 'UTF8')";

    private PostgresServer server;
    private PostgresFixture db;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        server = Servers.postgres(directory);
        db = new PostgresFixture(server);
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
        return PostgresDatabase.open(settings, (s, catalog, start, delivered) -> TableReads.silent(() -> "nothing"));
    }

    @Override
    void prepare() throws Exception {
        db.execute(
                "CREATE EXTENSION IF NOT EXISTS citext",
                "CREATE TYPE mood AS ENUM ('sad', 'Happy, or so')",
                "CREATE DOMAIN cents AS NUMERIC(10, 2)");
    }

    @Override
    List<Column> columns(RandomLiterals any) {
        return List.of(
                new Column("c_int2", "INT2", any.integer("-32768", "32767")),
                new Column("c_int4", "INT4", any.integer("-2147483648", "2147483647")),
                new Column("c_int8", "INT8", any.integer("-9223372036854775808", "9223372036854775807")),
                new Column("c_float4", "FLOAT4", any.single()),
                new Column("c_float8", "FLOAT8", any.twice()),
                new Column("c_special", "FLOAT8", any.choice("'NaN'", "'Infinity'", "'-Infinity'", "'-0'")),
                new Column("c_numeric", "NUMERIC(38, 10)", any.decimal(38, 10)),
                new Column("c_money", "NUMERIC(12, 2)", any.decimal(12, 2)),
                new Column("c_whole", "NUMERIC(18)", any.decimal(18, 0)),
                new Column("c_cents", "cents", any.decimal(10, 2)),
                new Column("c_text", "TEXT", any.text(40, TEXT)),
                new Column("c_long", "TEXT", any.text(4_000, TEXT)),
                new Column("c_varchar", "VARCHAR(20)", any.text(20, TEXT)),
                new Column("c_char", "CHAR(12)", any.text(12, TEXT)),
                new Column("c_citext", "CITEXT", any.text(20, TEXT)),
                new Column("c_bytea", "BYTEA", any.bytes(60, "'\\x%s'")),
                new Column("c_bool", "BOOL", any.choice("true", "false")),
                new Column("c_date", "DATE", any.date("0001-01-01", "9999-12-31")),
                new Column("c_time", "TIME", any.timeOfDay()),
                new Column(
                        "c_timestamp",
                        "TIMESTAMP",
                        any.timestamp("0001-01-01T00:00:00", "9999-12-31T23:59:59.999999", "")),
                new Column(
                        "c_timestamp3",
                        "TIMESTAMP(3)",
                        any.timestamp("1900-01-01T00:00:00", "2100-01-01T00:00:00", "")),
                new Column(
                        "c_timestamptz",
                        "TIMESTAMPTZ",
                        any.timestamp("0001-01-02T00:00:00", "9999-12-31T23:59:59.999999", "+00")),
                new Column(
                        "c_abroad",
                        "TIMESTAMPTZ",
                        any.timestamp("1800-01-02T00:00:00", "2200-01-01T00:00:00", " America/New_York")),
                new Column("c_uuid", "UUID", any.uuid()),
                new Column("c_json", "JSON", any.json()),
                new Column("c_jsonb", "JSONB", any.json()),
                new Column("c_mood", "mood", any.choice("'sad'", "'Happy, or so'")));
    }
}
