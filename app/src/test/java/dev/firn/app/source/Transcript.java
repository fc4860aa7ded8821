package dev.firn.app.source;

import dev.firn.engine.event.ChangeEvent;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Events as short lines, so that a test can say what it expects to hear. */
final class Transcript {

    private Transcript() {}

    /** All but boundaries and what the catalog says beside, with tables by their bare names. */
    static List<String> of(List<ChangeEvent> events) {
        return events.stream()
                .filter(event -> !(event instanceof ChangeEvent.Boundary || event instanceof ChangeEvent.Described))
                .map(Transcript::line)
                .toList();
    }

    private static String line(ChangeEvent event) {
        String table = event instanceof ChangeEvent.TableEvent of ? of.table().name() : "";
        if (event instanceof ChangeEvent.Insert insert) {
            return "insert " + table + values(insert.row());
        }
        if (event instanceof ChangeEvent.Update update) {
            return "update " + table + values(update.row());
        }
        if (event instanceof ChangeEvent.PartialUpdate update) {
            return "partial " + table + values(update.row()) + " lacks " + update.missing();
        }
        if (event instanceof ChangeEvent.Delete delete) {
            return "delete " + table + values(delete.key());
        }
        if (event instanceof ChangeEvent.Append append) {
            Object[] row = append.row();
            return "append " + table + values(Arrays.copyOf(row, row.length - 2));
        }
        if (event instanceof ChangeEvent.LayoutChanged changed) {
            return "layout " + table
                    + changed.layout().columns().stream()
                            .map(column -> column.name() + ":" + column.type() + (column.required() ? "!" : ""))
                            .collect(Collectors.joining(", ", "(", ")"));
        }
        if (event instanceof ChangeEvent.Renamed renamed) {
            return "renamed " + table + " to " + renamed.to().name();
        }
        if (event instanceof ChangeEvent.Unreadable unreadable) {
            return "unreadable " + table + ": " + unreadable.reason();
        }
        return event.getClass().getSimpleName().toLowerCase(Locale.ROOT) + " " + table;
    }

    static String values(Object[] values) {
        return Arrays.stream(values).map(Transcript::value).collect(Collectors.joining(", ", "(", ")"));
    }

    static String value(Object value) {
        if (value instanceof ByteBuffer bytes) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.duplicate().get(copy);
            return "0x" + HexFormat.of().formatHex(copy);
        }
        return String.valueOf(value);
    }
}
