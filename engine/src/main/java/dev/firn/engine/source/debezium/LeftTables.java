package dev.firn.engine.source.debezium;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Takes out of PostgreSQL's log what it tells of tables that are not selected. The connector leaves out their descriptions; but of a table that had a selected
 * name before, it then takes the rows for those of whatever has that name now (renamed, or moved to another schema). Hot.
 */
final class LeftTables {

    private static final byte RELATION = 'R';
    private static final byte INSERT = 'I';
    private static final byte UPDATE = 'U';
    private static final byte DELETE = 'D';
    private static final byte TRUNCATE = 'T';

    private static final int NUMBER = 1;
    private static final int TRUNCATED = 1 + Integer.BYTES + 1;

    private final Predicate<String> selection;

    /** By the server's numbers. */
    private final Set<Integer> left = new HashSet<>();

    /** @param selection of names of the form {@code schema.table} */
    LeftTables(Predicate<String> selection) {
        this.selection = selection;
    }

    /** The message without what it tells of such tables; null if it tells nothing else. */
    @Nullable
    ByteBuffer without(ByteBuffer message) {
        if (!message.hasRemaining()) {
            return message;
        }
        int from = message.position();
        switch (message.get(from)) {
            case RELATION -> note(message.duplicate());
            case INSERT, UPDATE, DELETE -> {
                return left.contains(message.getInt(from + NUMBER)) ? null : message;
            }
            case TRUNCATE -> {
                return left.isEmpty() ? message : truncate(message);
            }
            default -> {}
        }
        return message;
    }

    private void note(ByteBuffer relation) {
        relation.position(relation.position() + NUMBER);
        int number = relation.getInt();
        String name = text(relation) + "." + text(relation);
        if (selection.test(name)) {
            left.remove(number);
        } else {
            left.add(number);
        }
    }

    private static String text(ByteBuffer in) {
        int begin = in.position();
        int length = 0;
        while (in.get() != 0) {
            length++;
        }
        byte[] bytes = new byte[length];
        in.get(begin, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Of a message that tells of several tables: how many, options, then their numbers. */
    private @Nullable ByteBuffer truncate(ByteBuffer message) {
        int from = message.position();
        int count = message.getInt(from + NUMBER);
        ByteBuffer rest = ByteBuffer.allocate(message.remaining());
        rest.put(TRUNCATE).putInt(0).put(message.get(from + NUMBER + Integer.BYTES));
        int kept = 0;
        for (int i = 0; i < count; i++) {
            int number = message.getInt(from + TRUNCATED + i * Integer.BYTES);
            if (!left.contains(number)) {
                rest.putInt(number);
                kept++;
            }
        }
        rest.putInt(NUMBER, kept);
        return kept == 0 ? null : rest.flip();
    }
}
