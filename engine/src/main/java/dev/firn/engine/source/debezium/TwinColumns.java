package dev.firn.engine.source.debezium;

import dev.firn.engine.source.SourceCatalog.Refusal;
import dev.firn.engine.source.UnreadableNames;
import dev.firn.schema.source.SourceColumn;
import dev.firn.schema.source.SourceTable;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Columns of PostgreSQL whose names differ only in case. The connector takes them for one, and ends where it meets them, whichever table they are of and
 * whether that is selected or not. So it is told them apart: the later one of two gets a mark at its name's end, wherever the connector
 * reads names; and a table that shows the mark is stopped.
 */
final class TwinColumns {

    /** No name that somebody would give ends like this. */
    private static final String MARK = "\u0001";

    private static final byte RELATION = 'R';

    private TwinColumns() {}

    /** Why a table cannot be read as its rows show it; empty if it can. */
    static Optional<Refusal> refusal(SourceTable shown) {
        if (shown.columns().stream().noneMatch(column -> column.name().endsWith(MARK))) {
            return Optional.empty();
        }
        return UnreadableNames.ofColumns(new SourceTable(
                shown.id(),
                shown.columns().stream()
                        .map(column -> new SourceColumn(plain(column.name()), column.type(), column.nullable()))
                        .toList(),
                shown.key().stream().map(TwinColumns::plain).toList()));
    }

    private static String plain(String name) {
        return name.endsWith(MARK) ? name.substring(0, name.length() - MARK.length()) : name;
    }

    /** Names of one table's columns, in their order. */
    static final class Names {

        private final Set<String> seen = new HashSet<>();

        /** The name by which the connector is told the next column. */
        String next(String name) {
            return seen.add(name.toLowerCase(Locale.ROOT)) ? name : name + MARK;
        }
    }

    /**
     * A message of the log, with the names in it told apart where it describes a table (Relation, in the protocol's words): number, schema and name of the
     * table, its replica identity, and for each column flags, name, type and modifier. Hot: nearly every message describes none.
     */
    static ByteBuffer apart(ByteBuffer message) {
        if (!message.hasRemaining() || message.get(message.position()) != RELATION) {
            return message;
        }
        ByteBuffer in = message.duplicate();
        ByteArrayOutputStream out = new ByteArrayOutputStream(message.remaining() + 8);
        copy(in, out, 1 + Integer.BYTES);
        write(text(in), out);
        write(text(in), out);
        copy(in, out, 1);
        short columns = in.getShort(in.position());
        copy(in, out, Short.BYTES);
        Names names = new Names();
        for (int i = 0; i < columns; i++) {
            copy(in, out, 1);
            write(names.next(text(in)), out);
            copy(in, out, 2 * Integer.BYTES);
        }
        return ByteBuffer.wrap(out.toByteArray());
    }

    private static void copy(ByteBuffer in, ByteArrayOutputStream out, int bytes) {
        for (int i = 0; i < bytes; i++) {
            out.write(in.get());
        }
    }

    private static String text(ByteBuffer in) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (byte next = in.get(); next != 0; next = in.get()) {
            text.write(next);
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    private static void write(String text, ByteArrayOutputStream out) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        out.write(0);
    }
}
