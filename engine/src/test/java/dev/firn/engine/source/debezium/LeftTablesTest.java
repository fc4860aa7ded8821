package dev.firn.engine.source.debezium;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Rows of a table that has left the selection under a name that another may have by now. */
class LeftTablesTest {

    private final LeftTables left = new LeftTables(name -> name.startsWith("shop."));

    private ByteBuffer relation(int number, String schema, String table) {
        ByteBuffer message = ByteBuffer.allocate(100);
        message.put((byte) 'R').putInt(number);
        message.put(schema.getBytes(StandardCharsets.UTF_8)).put((byte) 0);
        message.put(table.getBytes(StandardCharsets.UTF_8)).put((byte) 0);
        return message.flip();
    }

    private static ByteBuffer row(char kind, int number) {
        return ByteBuffer.allocate(6)
                .put((byte) kind)
                .putInt(number)
                .put((byte) 'N')
                .flip();
    }

    private static ByteBuffer truncate(int... numbers) {
        ByteBuffer message = ByteBuffer.allocate(6 + 4 * numbers.length);
        message.put((byte) 'T').putInt(numbers.length).put((byte) 1);
        for (int number : numbers) {
            message.putInt(number);
        }
        return message.flip();
    }

    @Test
    void rowsAreLeftOutFromWhereTheirTableHasAnotherName() {
        left.without(relation(1, "shop", "orders"));
        assertThat(left.without(row('I', 1))).isEqualTo(row('I', 1));
        assertThat(left.without(relation(1, "archive", "orders"))).isEqualTo(relation(1, "archive", "orders"));
        left.without(relation(2, "shop", "orders"));
        assertThat(left.without(row('I', 1))).isNull();
        assertThat(left.without(row('U', 1))).isNull();
        assertThat(left.without(row('D', 1))).isNull();
        assertThat(left.without(row('U', 2))).isEqualTo(row('U', 2));
        left.without(relation(1, "shop", "back"));
        assertThat(left.without(row('D', 1))).isEqualTo(row('D', 1));
    }

    @Test
    void aTruncateOfSeveralTellsOfTheOthers() {
        left.without(relation(1, "archive", "orders"));
        assertThat(left.without(truncate(3, 1, 2))).isEqualTo(truncate(3, 2));
        assertThat(left.without(truncate(1))).isNull();
        assertThat(left.without(truncate(2))).isEqualTo(truncate(2));
    }

    @Test
    void everythingElseIsHandedOn() {
        ByteBuffer commit = ByteBuffer.allocate(26).put((byte) 'C').rewind();
        assertThat(left.without(commit)).isSameAs(commit);
        ByteBuffer empty = ByteBuffer.allocate(0);
        assertThat(left.without(empty)).isSameAs(empty);
    }
}
