package dev.firn.engine.source.postgres;

import dev.firn.engine.source.jdbc.Session;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An index that can be a heap's replica identity, over columns that the log carries.
 *
 * @param name without its schema, which is the heap's
 * @param primary whether it is the primary key's, which the default identity is
 * @param columns in no order
 */
record UniqueIndex(String name, boolean primary, List<String> columns) {

    private static final String INDEXES = """
            SELECT i.indrelid::int8, ic.relname, i.indisprimary,
                   (SELECT array_agg(a.attname::text) FROM pg_attribute a
                    WHERE a.attrelid = i.indrelid AND a.attnum = ANY ((i.indkey::int2[])[0:i.indnkeyatts - 1]))
            FROM pg_index i JOIN pg_class ic ON ic.oid = i.indexrelid
            WHERE i.indrelid IN (
                SELECT root FROM unnest(?::oid[]) root
              UNION
                SELECT p.relid FROM unnest(?::oid[]) root, pg_partition_tree(root) p WHERE p.isleaf)
              AND i.indisunique AND i.indisvalid AND i.indimmediate AND i.indpred IS NULL AND i.indexprs IS NULL
              AND NOT EXISTS (
                SELECT FROM pg_attribute a
                WHERE a.attrelid = i.indrelid AND a.attnum = ANY ((i.indkey::int2[])[0:i.indnkeyatts - 1])
                  AND NOT (a.attnotnull AND %s))
            ORDER BY i.indisprimary DESC, i.indnkeyatts, ic.relname
            """;

    UniqueIndex {
        columns = List.copyOf(columns);
    }

    /** Those of some tables, and of partitioned ones' leaves, by the heap's oid; the best first. */
    static Map<Long, List<UniqueIndex>> ofHeaps(Session session, List<Long> tables, GeneratedColumns generated) {
        Map<Long, List<UniqueIndex>> indexes = new HashMap<>();
        Object parameter = tables.toArray(new Long[0]);
        session.list(
                generated.in(INDEXES),
                row -> indexes.computeIfAbsent(row.getLong(1), heap -> new ArrayList<>())
                        .add(new UniqueIndex(row.getString(2), row.getBoolean(3), Arrays.asList((String[])
                                row.getArray(4).getArray()))),
                parameter,
                parameter);
        return indexes;
    }
}
