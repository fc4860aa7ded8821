package dev.firn.engine.source.debezium;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The key that a table of PostgreSQL had when its rows were logged. The connector asks the catalog for it, which is ahead of the log: a row that was changed
 * before the key was would be told by the later one, whose former values the log does not have. The log says it where it describes the table.
 *
 * <p>The connector asks while it reads that description, on the thread that has just read it.
 *
 * @param columns those of the key, in the table's order
 */
record LoggedKey(String schema, String table, List<String> columns) {

    private static final ThreadLocal<@Nullable LoggedKey> LAST = new ThreadLocal<>();

    private static final byte RELATION = 'R';

    /** The replica identity of a table whose old rows are told by the primary key, if it has one. */
    private static final byte BY_PRIMARY_KEY = 'd';

    private static final int COLUMN_NAME = 4;
    private static final int KEY_SEQUENCE = 5;

    LoggedKey {
        columns = List.copyOf(columns);
    }

    /** Notes what a message says of a key; it is left as it was. Hot: nearly every message says nothing of one. */
    static void note(ByteBuffer message) {
        if (message.hasRemaining() && message.get(message.position()) == RELATION) {
            LAST.set(read(message.duplicate()));
        }
    }

    /** Reads the description of a table; see {@link TwinColumns#apart}. Null if old rows are told otherwise. */
    private static @Nullable LoggedKey read(ByteBuffer relation) {
        relation.position(relation.position() + 1 + Integer.BYTES);
        String schema = text(relation);
        String table = text(relation);
        if (relation.get() != BY_PRIMARY_KEY) {
            return null;
        }
        short width = relation.getShort();
        List<String> columns = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            boolean inKey = (relation.get() & 1) != 0;
            String name = text(relation);
            if (inKey) {
                columns.add(name);
            }
            relation.position(relation.position() + 2 * Integer.BYTES);
        }
        return columns.isEmpty() ? null : new LoggedKey(schema, table, columns);
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

    /**
     * What the connector is told of a table's primary key.
     *
     * @param catalog what the catalog says
     * @param question of what: catalog, schema and table
     */
    static ResultSet over(ResultSet catalog, @Nullable Object @Nullable [] question) throws SQLException {
        LoggedKey logged = LAST.get();
        if (logged == null
                || question == null
                || !logged.schema.equals(question[1])
                || !logged.table.equals(question[2])) {
            return catalog;
        }
        List<String> present = new ArrayList<>();
        try (catalog) {
            while (catalog.next()) {
                present.add(catalog.getString(COLUMN_NAME));
            }
        }
        // Of a table that is gone, or has no key any more, nothing else is known either. The order in an index is known
        // of the present one alone.
        boolean isAnother = !present.isEmpty() && !Set.copyOf(present).equals(Set.copyOf(logged.columns));
        return rows(isAnother ? logged.columns : present);
    }

    /** Rows of the catalog's answer. */
    static ResultSet rows(List<String> key) {
        return (ResultSet) Proxy.newProxyInstance(
                LoggedKey.class.getClassLoader(), new Class<?>[] {ResultSet.class}, new Rows(key));
    }

    /** As many columns of the catalog's answer as the connector reads. */
    private static final class Rows implements InvocationHandler {

        private final List<String> key;
        private int row = 0;

        Rows(List<String> key) {
            this.key = key;
        }

        @Override
        public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments) {
            Object column = arguments == null || arguments.length == 0 ? null : arguments[0];
            return switch (method.getName()) {
                case "next" -> row++ < key.size();
                case "getString" -> key.get(require(column, COLUMN_NAME, row) - 1);
                case "getInt" -> require(column, KEY_SEQUENCE, row);
                case "close" -> null;
                default -> throw new UnsupportedOperationException("The connector asks " + method + " of a key");
            };
        }

        private static int require(@Nullable Object asked, int known, int row) {
            if (!Integer.valueOf(known).equals(asked)) {
                throw new UnsupportedOperationException("The connector asks for column " + asked + " of a key");
            }
            return row;
        }
    }
}
