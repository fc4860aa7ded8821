package dev.firn.engine.source.debezium;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;
import dev.firn.engine.source.mysql.MysqlCharsets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BinlogQueryTest {

    private static final MysqlCharsets CHARSETS = new MysqlCharsets(query -> Map.of());

    /** An event as the server writes it. */
    private static BinlogQuery read(String status, String database, String sql, Charset charset) throws IOException {
        byte[] variables = HexFormat.ofDelimiter(" ").parseHex(status);
        byte[] name = database.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(new byte[] {7, 0, 0, 0, 0, 0, 0, 0, (byte) name.length, 0, 0, (byte) variables.length, 0});
        bytes.write(variables);
        bytes.write(name);
        bytes.write(0);
        bytes.write(sql.getBytes(charset));
        return BinlogQuery.read(new ByteArrayInputStream(bytes.toByteArray()), CHARSETS);
    }

    /** Flags, mode, catalog, character sets, of the database, time zone, databases, microseconds, and a variable that nobody knows yet. */
    @Test
    void whatTheSessionWroteIsReadAsTheSessionWroteIt() throws IOException {
        BinlogQuery query = read(
                "00 00 00 00 00 01 04 00 10 00 00 00 00 00 06 03 73 74 64 04 08 00 08 00 ff 00 08 ff 00 05 01 5a"
                        + " 0c 02 c3 a4 00 62 00 0d 01 02 03 63 01 01 01",
                "ä",
                "ALTER TABLE t ADD größe INT",
                StandardCharsets.ISO_8859_1);
        assertThat(query.getDatabase()).isEqualTo("ä");
        assertThat(query.getSql()).isEqualTo("ALTER TABLE t ADD größe INT");
        assertThat(query.getThreadId()).isEqualTo(7);
        assertThat(query.updatedDatabases()).containsExactly("ä", "b");
        assertThat(query.mode().has(SqlMode.ANSI_QUOTES)).isTrue();
        assertThat(query.mode().has(SqlMode.NO_BACKSLASH_ESCAPES)).isTrue();
        assertThat(query.mode().has(SqlMode.REAL_AS_FLOAT)).isFalse();
        assertThat(query.mode().has(SqlMode.STRICT)).isFalse();
        assertThat(query.saysTimestampsInFull()).isTrue();
    }

    /** Strict, with texts filled up and zeros that stay; timestamps not in full. */
    @Test
    void whatTheSessionDoesToOldRowsIsRead() throws IOException {
        BinlogQuery query = read(
                "01 00 00 28 80 00 00 00 00 10 00", "b", "ALTER TABLE t MODIFY a INT", StandardCharsets.ISO_8859_1);
        assertThat(query.mode().has(SqlMode.STRICT)).isTrue();
        assertThat(query.mode().has(SqlMode.PAD_CHAR_TO_FULL_LENGTH)).isTrue();
        assertThat(query.mode().has(SqlMode.NO_AUTO_VALUE_ON_ZERO)).isTrue();
        assertThat(query.saysTimestampsInFull()).isFalse();
        String marked = AlteringSession.of(query).mark(query.getSql());
        assertThat(marked)
                .isEqualTo("ALTER /* firn: session PADS KEEPS_ZEROS FILLS_TIMESTAMPS */ TABLE t MODIFY a INT");
        assertThat(AlteringSession.in(marked)).isEqualTo(AlteringSession.of(query));
        assertThat(AlteringSession.in(query.getSql())).isEqualTo(AlteringSession.USUAL);
    }

    @Test
    void withoutAWordOfTheSessionItIsUnicode() throws IOException {
        BinlogQuery query = read("0c fe", "", "CREATE TABLE 列 (id INT)", StandardCharsets.UTF_8);
        assertThat(query.getSql()).isEqualTo("CREATE TABLE 列 (id INT)");
        assertThat(query.mode()).isEqualTo(SqlMode.PLAIN);
        assertThat(query.updatedDatabases()).isEmpty();
    }
}
