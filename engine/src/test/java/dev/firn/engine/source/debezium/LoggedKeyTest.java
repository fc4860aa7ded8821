package dev.firn.engine.source.debezium;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoggedKeyTest {

    private static final Object[] OF_T = {null, "shop", "t"};

    /** The description of a table; the columns of the key are those that begin with a star. */
    private static ByteBuffer relation(String table, char identity, String... columns) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write('R');
        out.writeBytes(new byte[] {0, 0, 64, 1});
        for (String name : List.of("shop", table)) {
            out.writeBytes(name.getBytes(StandardCharsets.UTF_8));
            out.write(0);
        }
        out.write(identity);
        out.writeBytes(new byte[] {0, (byte) columns.length});
        for (String column : columns) {
            out.write(column.startsWith("*") ? 1 : 0);
            out.writeBytes(column.replace("*", "").getBytes(StandardCharsets.UTF_8));
            out.writeBytes(new byte[1 + 2 * Integer.BYTES]);
        }
        return ByteBuffer.wrap(out.toByteArray());
    }

    /** What the connector is told where the catalog says that the key is (k, id). */
    private static List<String> told() throws SQLException {
        return told(List.of("k", "id"));
    }

    private static List<String> told(List<String> catalog) throws SQLException {
        List<String> key = new ArrayList<>();
        try (ResultSet rows = LoggedKey.over(LoggedKey.rows(catalog), OF_T)) {
            while (rows.next()) {
                key.add(rows.getInt(5) - 1, rows.getString(4));
            }
        }
        return key;
    }

    @Test
    void theLogCounts() throws SQLException {
        LoggedKey.note(relation("t", 'd', "*id", "größe", "k"));
        assertThat(told()).containsExactly("id");
    }

    @Test
    void aTableWithoutAKeyInTheCatalogMayBeGone() throws SQLException {
        LoggedKey.note(relation("t", 'd', "*id", "k"));
        assertThat(told(List.of())).isEmpty();
    }

    @Test
    void theOrderIsTheCatalogsWhereTheKeyIsTheSame() throws SQLException {
        LoggedKey.note(relation("t", 'd', "*id", "*k"));
        assertThat(told()).containsExactly("k", "id");
    }

    @Test
    void theCatalogCountsWhereTheLogDoesNotSay() throws SQLException {
        LoggedKey.note(relation("t", 'f', "*id", "*k", "*a"));
        assertThat(told()).containsExactly("k", "id");
        LoggedKey.note(relation("t", 'd', "id", "k"));
        assertThat(told()).containsExactly("k", "id");
        LoggedKey.note(relation("another", 'd', "*id"));
        assertThat(told()).containsExactly("k", "id");
    }

    @Test
    void otherMessagesSayNothing() throws SQLException {
        LoggedKey.note(relation("t", 'd', "*id", "k"));
        LoggedKey.note(ByteBuffer.wrap(new byte[] {'I', 0, 0, 64, 1}));
        assertThat(told()).containsExactly("id");
    }
}
