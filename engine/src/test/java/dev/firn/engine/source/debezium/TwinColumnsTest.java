package dev.firn.engine.source.debezium;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.schema.source.SourceColumn;
import dev.firn.schema.source.SourceTable;
import dev.firn.schema.source.SourceType;
import dev.firn.schema.source.TableId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TwinColumnsTest {

    private static ByteBuffer relation(String... columns) {
        ByteBuffer message = ByteBuffer.allocate(500);
        message.put((byte) 'R').putInt(77);
        text(message, "shop");
        text(message, "täble");
        message.put((byte) 'd').putShort((short) columns.length);
        for (String column : columns) {
            message.put((byte) 1);
            text(message, column);
            message.putInt(25).putInt(-1);
        }
        return message.flip();
    }

    private static void text(ByteBuffer message, String text) {
        message.put(text.getBytes(StandardCharsets.UTF_8)).put((byte) 0);
    }

    @Test
    void twinsOfATableAreToldApart() {
        assertThat(TwinColumns.apart(relation("id", "größe", "Größe", "ID", "iD")))
                .isEqualTo(relation("id", "größe", "Größe\u0001", "ID\u0001", "iD\u0001"));
    }

    @Test
    void otherMessagesStayAsTheyAre() {
        assertThat(TwinColumns.apart(relation("id", "name"))).isEqualTo(relation("id", "name"));
        ByteBuffer insert = ByteBuffer.wrap(new byte[] {'I', 0, 0, 0, 1, 'N', 0, 0});
        assertThat(TwinColumns.apart(insert)).isSameAs(insert);
    }

    @Test
    void aTableThatShowsTwinsNamesThemAsTheyAre() {
        assertThat(TwinColumns.refusal(table("id", "name", "Name\u0001")))
                .hasValueSatisfying(refusal -> assertThat(refusal.reason())
                        .contains("its columns name and Name differ only in case")
                        .doesNotContain("\u0001"));
        assertThat(TwinColumns.refusal(table("id", "name"))).isEmpty();
    }

    private static SourceTable table(String... columns) {
        List<SourceColumn> all = new ArrayList<>();
        Stream.of(columns).forEach(column -> all.add(new SourceColumn(column, SourceType.of("text"), true)));
        return new SourceTable(new TableId("shop", "t"), all, List.of());
    }
}
