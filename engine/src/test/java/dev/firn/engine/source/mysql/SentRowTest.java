package dev.firn.engine.source.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SentRowTest {

    private static final MysqlCharsets CHARSETS = new MysqlCharsets(query -> Map.of());

    /** A result of any driver. */
    private static ResultSet result(byte[] @Nullable ... values) {
        return (ResultSet) Proxy.newProxyInstance(
                ResultSet.class.getClassLoader(),
                new Class<?>[] {ResultSet.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "next" -> true;
                    case "getBytes" -> values[(Integer) arguments[0] - 1];
                    case "getString" -> "by the driver";
                    default -> throw new AssertionError(method);
                });
    }

    private static SentRow row(int columns) throws SQLException {
        return SentRow.of(result(), columns, CHARSETS);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A row of the text protocol (MySQL internals, "Text Resultset Row"). */
    private static byte[] sent(byte[] @Nullable ... values) {
        ByteArrayOutputStream row = new ByteArrayOutputStream();
        for (byte[] value : values) {
            if (value == null) {
                row.write(0xfb);
            } else if (value.length < 251) {
                row.write(value.length);
                row.writeBytes(value);
            } else {
                int digits = value.length < 1 << 16 ? 2 : value.length < 1 << 24 ? 3 : 8;
                row.write(digits == 8 ? 0xfe : 0xfa + digits);
                for (int i = 0; i < digits; i++) {
                    row.write(i < 4 ? value.length >>> (8 * i) : 0);
                }
                row.writeBytes(value);
            }
        }
        return row.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 250, 251, 252, 255, 256, 65_535, 65_536, (1 << 24) - 1, 1 << 24})
    void valuesOfAnyLengthAreFoundBehindEachOther(int length) throws Exception {
        byte[] value = new byte[length];
        Arrays.fill(value, (byte) 0xfb);
        byte[] packet = sent(bytes("a"), value, null, bytes(""), bytes("é"));
        SentRow row = row(5);
        row.split(Arrays.copyOf(packet, packet.length + 3), packet.length);
        assertThat(row.value(0)).isEqualTo(bytes("a"));
        assertThat(row.value(1)).isEqualTo(value);
        assertThat(row.isNull(2)).isTrue();
        assertThat(row.value(2)).isNull();
        assertThat(row.isNull(3)).isFalse();
        assertThat(row.value(3)).isEmpty();
        assertThat(row.shown(4)).isEqualTo("é");
        assertThat(row.shown(2)).isEqualTo("null");
    }

    @Test
    void aRowOfOtherColumnsIsRefused() throws Exception {
        byte[] packet = sent(bytes("a"), bytes("b"));
        SentRow row = row(1);
        assertThatThrownBy(() -> row.split(packet, packet.length)).hasMessageContaining("4 bytes");
    }

    @Test
    void aRowOfAnotherResultIsCopied() throws Exception {
        SentRow row = SentRow.of(result(bytes("17"), null, bytes("")), 3, CHARSETS);
        assertThat(row.next()).isTrue();
        assertThat(new String(row.bytes(), row.from(0), row.length(0), StandardCharsets.UTF_8))
                .isEqualTo("17");
        assertThat(row.isNull(1)).isTrue();
        assertThat(row.value(2)).isEmpty();
        assertThat(row.text(0)).isEqualTo("by the driver");
    }
}
