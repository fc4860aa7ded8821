package dev.firn.engine.source.postgres;

import dev.firn.engine.source.SourceCatalog.Refusal;
import dev.firn.engine.source.jdbc.Session;
import dev.firn.schema.source.TableId;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the log says of the old row when one heap of a table is updated or deleted from: a plain table is one heap, a partitioned
 * one has one for each leaf, and each leaf has an identity of its own.
 *
 * <p>This decides whether a table may be published at all: PostgreSQL refuses the application's UPDATE and DELETE on a
 * published table without identity.
 *
 * @param heap the plain table or leaf partition
 * @param storage what kind of relation it is
 * @param full whether the whole old row is logged
 * @param columns the columns of the identity's index; empty where there is none
 */
record ReplicaIdentity(TableId heap, Storage storage, boolean full, List<String> columns) {

    /** What kind of relation holds the rows. */
    enum Storage {
        LOGGED,
        /** Its changes are not in the log. */
        UNLOGGED,
        /** Its rows are on another server. */
        FOREIGN
    }

    /** The identity of every heap of some tables; a deferrable primary key is none (RelationGetIndexList in relcache.c). */
    private static final String IDENTITIES = """
            SELECT root.oid::int8, n.nspname, heap.relname, heap.relkind = 'f', heap.relpersistence = 'u',
                   heap.relreplident = 'f', identity.columns
            FROM pg_class root
            CROSS JOIN LATERAL (
                SELECT root.oid AS oid WHERE root.relkind = 'r'
              UNION ALL
                SELECT p.relid FROM pg_partition_tree(root.oid) p WHERE root.relkind = 'p' AND p.isleaf) part
            JOIN pg_class heap ON heap.oid = part.oid
            JOIN pg_namespace n ON n.oid = heap.relnamespace
            LEFT JOIN LATERAL (
                SELECT array_agg(a.attname::text) AS columns
                FROM pg_index i
                JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY ((i.indkey::int2[])[0:i.indnkeyatts - 1])
                WHERE i.indrelid = heap.oid AND i.indisvalid AND i.indimmediate
                  AND (heap.relreplident = 'd' AND i.indisprimary OR heap.relreplident = 'i' AND i.indisreplident)
                ) identity ON true
            WHERE root.oid = ANY (?::oid[])
            ORDER BY root.oid, n.nspname, heap.relname
            """;

    ReplicaIdentity {
        columns = List.copyOf(columns);
    }

    /** The identities of some tables' heaps, by the table's oid; none for a partitioned table without partitions. */
    static Map<Long, List<ReplicaIdentity>> of(Session session, List<Long> tables) {
        Map<Long, List<ReplicaIdentity>> byTable = new HashMap<>();
        session.list(
                IDENTITIES,
                row -> byTable.computeIfAbsent(row.getLong(1), oid -> new ArrayList<>())
                        .add(read(row)),
                (Object) tables.toArray(new Long[0]));
        return byTable;
    }

    private static ReplicaIdentity read(ResultSet row) throws SQLException {
        Storage storage = row.getBoolean(4) ? Storage.FOREIGN : row.getBoolean(5) ? Storage.UNLOGGED : Storage.LOGGED;
        Array columns = row.getArray(7);
        return new ReplicaIdentity(
                new TableId(row.getString(2), row.getString(3)),
                storage,
                row.getBoolean(6),
                columns == null ? List.of() : Arrays.asList((String[]) columns.getArray()));
    }

    /**
     * What stands against publishing the table.
     *
     * @param key the columns by which rows are told apart in the lake; empty for a changelog without key
     */
    Optional<Refusal> refusal(TableId table, List<String> key) {
        String which = heap.equals(table) ? "" : "its partition " + heap + " ";
        return switch (storage) {
            case FOREIGN ->
                Optional.of(new Refusal(
                        "Table " + table + " cannot be replicated: " + which
                                + "is a foreign table, whose changes are not in this server's log",
                        "ALTER TABLE " + PostgresSql.quote(table) + " DETACH PARTITION " + PostgresSql.quote(heap)
                                + ";"));
            case UNLOGGED ->
                Optional.of(new Refusal(
                        "Table " + table + " cannot be replicated: " + (which.isEmpty() ? "it " : which)
                                + "is unlogged, its changes are not in the log",
                        "ALTER TABLE " + PostgresSql.quote(heap) + " SET LOGGED;"));
            case LOGGED -> missing(table, key);
        };
    }

    private Optional<Refusal> missing(TableId table, List<String> key) {
        if (full || (!columns.isEmpty() && columns.containsAll(key))) {
            return Optional.empty();
        }
        String subject = heap.equals(table) ? "it" : "its partition " + heap;
        String reason = columns.isEmpty()
                ? subject + " has no replica identity, so that PostgreSQL would refuse the application's UPDATE and"
                        + " DELETE on it as soon as it were published"
                : "the replica identity of " + subject + " (" + String.join(", ", columns)
                        + ") does not say the old value of the key (" + String.join(", ", key) + ")";
        return Optional.of(new Refusal(
                "Table " + table + " cannot be replicated: " + reason,
                "ALTER TABLE " + PostgresSql.quote(heap) + " REPLICA IDENTITY FULL;"));
    }
}
