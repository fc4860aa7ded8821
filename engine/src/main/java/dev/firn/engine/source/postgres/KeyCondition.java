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
 * @param nativeTypes of the table's columns
 */
record KeyCondition(TableLayout layout, Map<String, KeyType> nativeTypes) {

    /**
     * A column's type.
     *
     * @param cast as a cast names it
     * @param equality how its values are compared: an extension's operator is none that the search path leads to
     */
    record KeyType(String cast, String equality) {}

    private static final String TYPES = """
            SELECT a.attname, format_type(a.atttypid, a.atttypmod), coalesce((
              SELECT 'OPERATOR(' || quote_ident(own.nspname) || '.=)'
              FROM pg_type t JOIN pg_operator o
                ON o.oprname = '=' AND o.oprleft = o.oprright
                AND o.oprleft = CASE t.typtype WHEN 'd' THEN t.typbasetype ELSE t.oid END
              JOIN pg_namespace own ON own.oid = o.oprnamespace WHERE t.oid = a.atttypid LIMIT 1), '=')
            FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = ? AND c.relname = ? AND a.attnum > 0 AND NOT a.attisdropped
            """;

    static KeyCondition of(Session session, TableLayout layout) {
        Map<String, KeyType> types = new HashMap<>();
        session.list(
                TYPES,
                row -> types.put(row.getString(1), new KeyType(row.getString(2), row.getString(3))),
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
        String comparisons = IntStream.range(0, names.size())
                .mapToObj(i -> comparison(names.get(i), "k" + i))
                .collect(Collectors.joining(" AND "));
        String arrays = IntStream.range(0, names.size())
                .mapToObj(part -> array(keys, part))
                .collect(Collectors.joining(", "));
        String aliases = IntStream.range(0, names.size()).mapToObj(i -> "k" + i).collect(Collectors.joining(", "));
        return "EXISTS (SELECT FROM unnest(" + arrays + ") AS keys(" + aliases + ") WHERE " + comparisons + ")";
    }

    private String comparison(String column, String alias) {
        KeyType type = nativeTypes.get(column);
        if (type == null) {
            throw new IllegalStateException("Column " + column + " of the key of " + layout.table() + " is gone");
        }
        return PostgresSql.quote(column) + " " + type.equality() + " " + alias + "::" + type.cast();
    }

    private String array(List<@Nullable Object[]> keys, int part) {
        LakeColumn column = layout.columns().get(layout.key().get(part));
        return keys.stream()
                .map(key -> KeyText.of(column.type(), key[part]))
                .map(text -> text == null ? "NULL" : PostgresSql.literal(text))
                .collect(Collectors.joining(", ", "ARRAY[", "]::text[]"));
    }
}
