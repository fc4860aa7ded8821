package dev.firn.app.source;

import static dev.firn.app.source.TableReads.execute;
import static dev.firn.app.source.TableReads.layout;
import static dev.firn.app.source.TableReads.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.source.SourceDatabase;
import dev.firn.engine.source.SourceException;
import dev.firn.engine.source.SourceException.Cure;
import dev.firn.engine.source.postgres.PostgresDatabase;
import dev.firn.schema.layout.ColumnMask;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.layout.TableMode;
import dev.firn.schema.layout.TableRules;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Values, columns and errors of reads. */
class PostgresTableReaderIT extends PostgresTables {

    @Test
    void valuesAreIcebergsInternalOnes() throws Exception {
        execute(connection, """
                CREATE TABLE kinds (id bigint PRIMARY KEY, s int2, i int4, f float4, d float8, n numeric(20, 4), ok bool, t text,
                    c char(4), u uuid, b bytea, day date, at time, ts timestamp, tz timestamptz, j jsonb, raw json)
                """, """
                INSERT INTO kinds VALUES (1, -32768, 2147483647, 0.1, 1e308, 12345678901234.5, true, 'ä ''x''', 'ab',
                    '00112233-4455-6677-8899-aabbccddeeff', '\\x00ff', '1969-12-31', '23:59:59.999999',
                    '1969-12-31 23:59:59.999999', '2024-02-29 12:00:00.000001+02', '{"b": 1, "a": [1.0, null]}', '{"b":  1}')
                """, "INSERT INTO kinds (id) VALUES (2)");
        List<Object[]> rows = rows(source.reader(), layout(source, table("kinds")));
        assertThat(rows.get(0))
                .containsExactly(
                        1L,
                        -32768,
                        2147483647,
                        0.1f,
                        1e308,
                        new BigDecimal("12345678901234.5000"),
                        true,
                        "ä 'x'",
                        "ab  ",
                        UUID.fromString("00112233-4455-6677-8899-aabbccddeeff"),
                        ByteBuffer.wrap(new byte[] {0, (byte) 0xff}),
                        -1,
                        86_399_999_999L,
                        -1L,
                        Instant.parse("2024-02-29T10:00:00Z").getEpochSecond() * 1_000_000 + 1,
                        "{\"a\": [1.0, null], \"b\": 1}",
                        "{\"b\":  1}");
        assertThat(rows.get(1)).startsWith(2L).containsOnly(2L, null);
    }

    @Test
    void aValueThatIcebergCannotHoldIsNamedWithItsRow() throws Exception {
        execute(
                connection,
                "CREATE TABLE odd (id int PRIMARY KEY, day date)",
                "INSERT INTO odd VALUES (1, '2020-01-01'), (7, 'infinity')");
        TableLayout layout = layout(source, table("odd"));
        assertThatThrownBy(() -> rows(source.reader(), layout))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("public.odd")
                .hasMessageContaining("column day of the row with id=7 holds infinity")
                .extracting(e -> ((SourceException) e).cure())
                .isEqualTo(Cure.OPERATOR);
        // The connection of the failed read is not used again.
        execute(connection, "DELETE FROM odd WHERE id = 7");
        assertThat(rows(source.reader(), layout)).hasSize(1);
    }

    @Test
    void excludedColumnsAreNotReadAndMaskedOnesAreHidden() throws Exception {
        source.close();
        TableRules rules = new TableRules(
                TableMode.UPSERT,
                List.of(),
                Set.of("secret"),
                Map.of("email", ColumnMask.HMAC_SHA256, "age", ColumnMask.REDACT, "gone", ColumnMask.NULL));
        source = open(Map.of(table("people"), rules));
        execute(
                connection,
                "CREATE ROLE reader LOGIN",
                "CREATE TABLE people (id int PRIMARY KEY, email text, secret text, age int, gone date)",
                "INSERT INTO people VALUES (1, 'a@b', 'xyz', 30, 'infinity'), (2, NULL, NULL, NULL, NULL)");
        List<Object[]> rows = rows(source.reader(), layout(source, table("people"), rules));
        assertThat(rows.get(0)).hasSize(4).contains(1, "***").doesNotContain("xyz", "a@b", 30);
        assertThat((String) rows.get(0)[1]).matches("[0-9a-f]{64}");
        assertThat(rows.get(1)).containsExactly(2, null, null, null);
    }

    @Test
    void rowsAreFoundByTheirKeys() throws Exception {
        execute(connection, "CREATE TYPE mood AS ENUM ('fine', 'bad')", """
                CREATE TABLE keyed (n numeric(6, 2), d date, ts timestamptz, u uuid, b bytea, m mood, c char(3), "T t" text, v int,
                    PRIMARY KEY (n, d, ts, u, b, m, c, "T t"))
                """, """
                INSERT INTO keyed SELECT i / 4.0, date '2020-01-01' + i, timestamptz '2020-01-01 00:00:00.000001Z' + i * interval '1 s',
                    md5(i::text)::uuid, decode(md5(i::text), 'hex'), 'bad', i, 'a''b"\\c' || i, i FROM generate_series(1, 50) i
                """);
        TableLayout layout = layout(source, table("keyed"));
        List<Object[]> all = rows(source.reader(), layout);
        List<Object[]> keys = new ArrayList<>();
        for (Object[] row : all.subList(10, 20)) {
            keys.add(layout.key().stream().map(index -> row[index]).toArray());
        }
        Object[] unknown = keys.get(0).clone();
        unknown[7] = "nobody";
        keys.add(unknown);
        assertThat(source.reader().readRows(layout, keys))
                .usingElementComparator((left, right) -> java.util.Arrays.equals(left, right) ? 0 : 1)
                .containsExactlyInAnyOrderElementsOf(all.subList(10, 20));
    }

    @Test
    void theConnectionsAreBoundedAndErrorsSayWhatToDo() throws Exception {
        execute(
                connection,
                "CREATE TABLE forbidden (id int PRIMARY KEY)",
                "INSERT INTO forbidden VALUES (1)",
                "CREATE ROLE stranger" + created + " LOGIN");
        SourceDatabase stranger = PostgresDatabase.open(
                TableReads.settings(
                        new dev.firn.engine.source.DatabaseAddress(
                                "127.0.0.1", server.address().port(), name, "stranger" + created, "", Map.of()),
                        Map.of(),
                        "public.*"),
                (settings, catalog, start, transactions) -> TableReads.silent(start));
        try (stranger) {
            TableLayout layout = layout(stranger, table("forbidden"));
            assertThatThrownBy(() -> rows(stranger.reader(), layout))
                    .isInstanceOf(SourceException.class)
                    .hasMessageContaining("Cannot read public.forbidden at stranger")
                    .hasMessageContaining("GRANT SELECT ON \"public\".\"forbidden\" TO \"stranger");
        }
        try (PreparedStatement count = connection.prepareStatement(
                        "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'firn' AND usename = 'postgres'"
                                + " AND datname = current_database()");
                ResultSet row = count.executeQuery()) {
            row.next();
            assertThat(row.getInt(1)).isLessThanOrEqualTo(5);
        }
    }
}
