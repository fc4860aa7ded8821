package dev.firn.engine.source.postgres;

import dev.firn.engine.source.jdbc.Session;
import dev.firn.schema.layout.LakeColumn;
import dev.firn.schema.layout.TableLayout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The condition that a row has one of some keys. Keys travel as arrays of text, one for each key column, and are read by the
 * column's own type.
 *
 * @param layout which columns are the key
 * @param nativeTypes of the table's columns, as a cast names them
 */
record KeyCondition(TableLayout layout, Map<String, String> nativeTypes) {

    private static final String TYPES = """
            SELECT a.attname, format_type(a.atttypid, a.atttypmod)
            FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = ? AND c.relname = ? AND a.attnum > 0 AND NOT a.attisdropped
            """;

    static KeyCondition of(Session session, TableLayout layout) {
        Map<String, String> types = new HashMap<>();
        session.list(
                TYPES,
                row -> types.put(row.getString(1), row.getString(2)),
                layout.table().schema(),
                layout.table().name());
        return new KeyCondition(layout, types);
    }

    /**
     * The condition, with the keys in it: COPY takes no parameters.
     *
     * @param keys values in the layout's key order
     */
    String of(List<@Nullable Object[]> keys) {
        List<String> names = layout.keyNames();
        String columns = names.stream().map(PostgresSql::quote).collect(Collectors.joining(", "));
        String casts = IntStream.range(0, names.size())
                .mapToObj(i -> "k" + i + "::" + nativeTypes.get(names.get(i)))
                .collect(Collectors.joining(", "));
        String arrays = IntStream.range(0, names.size())
                .mapToObj(part -> array(keys, part))
                .collect(Collectors.joining(", "));
        String aliases = IntStream.range(0, names.size()).mapToObj(i -> "k" + i).collect(Collectors.joining(", "));
        return "(" + columns + ") IN (SELECT " + casts + " FROM unnest(" + arrays + ") AS keys(" + aliases + "))";
    }

    private String array(List<@Nullable Object[]> keys, int part) {
        LakeColumn column = layout.columns().get(layout.key().get(part));
        return keys.stream()
                .map(key -> KeyText.of(column.type(), key[part]))
                .map(text -> text == null ? "NULL" : PostgresSql.literal(text))
                .collect(Collectors.joining(", ", "ARRAY[", "]::text[]"));
    }
}
