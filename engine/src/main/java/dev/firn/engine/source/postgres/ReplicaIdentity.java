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
 * published table without identity, and from version 18 on also where the identity has a generated column that is not published.
 *
 * @param heap the plain table or leaf partition
 * @param storage what kind of relation it is
 * @param full whether the whole old row is logged
 * @param columns the columns of the identity's index; empty where there is none
 * @param unlogged those columns of the identity, of a full one all of the heap, that are generated and not in the log
 * @param remedies what can be done about the identity
 */
record ReplicaIdentity(
        TableId heap,
        Storage storage,
        boolean full,
        List<String> columns,
        List<String> unlogged,
        IdentityRemedies remedies) {

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
                   heap.relreplident = 'f', identity.columns, generated.columns, generated.virtual, heap.oid::int8
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
            LEFT JOIN LATERAL (
                SELECT array_agg(a.attname::text ORDER BY a.attnum) AS columns, bool_or(a.attgenerated <> 's') AS virtual
                FROM pg_attribute a
                WHERE a.attrelid = heap.oid AND a.attnum > 0 AND NOT a.attisdropped AND NOT (%s)
                ) generated ON true
            WHERE root.oid = ANY (?::oid[])
            ORDER BY root.oid, n.nspname, heap.relname
            """;

    ReplicaIdentity {
        columns = List.copyOf(columns);
        unlogged = List.copyOf(unlogged);
    }

    /** The identities of some tables' heaps, by the table's oid; none for a partitioned table without partitions. */
    static Map<Long, List<ReplicaIdentity>> of(
            Session session, List<Long> tables, GeneratedColumns generated, String publication) {
        Map<Long, List<UniqueIndex>> indexes = UniqueIndex.ofHeaps(session, tables, generated);
        Map<Long, List<ReplicaIdentity>> byTable = new HashMap<>();
        session.list(
                generated.in(IDENTITIES),
                row -> byTable.computeIfAbsent(row.getLong(1), oid -> new ArrayList<>())
                        .add(read(row, generated, indexes.getOrDefault(row.getLong(10), List.of()), publication)),
                (Object) tables.toArray(new Long[0]));
        return byTable;
    }

    private static ReplicaIdentity read(
            ResultSet row, GeneratedColumns generated, List<UniqueIndex> indexes, String publication)
            throws SQLException {
        TableId heap = new TableId(row.getString(2), row.getString(3));
        Storage storage = row.getBoolean(4) ? Storage.FOREIGN : row.getBoolean(5) ? Storage.UNLOGGED : Storage.LOGGED;
        boolean full = row.getBoolean(6);
        List<String> columns = names(row.getArray(7));
        List<String> notLogged = names(row.getArray(8));
        boolean publishable = generated.storedCanBeLogged() && !row.getBoolean(9);
        return new ReplicaIdentity(
                heap,
                storage,
                full,
                columns,
                full ? notLogged : columns.stream().filter(notLogged::contains).toList(),
                new IdentityRemedies(heap, full, notLogged, indexes, publishable, publication));
    }

    private static List<String> names(Array array) throws SQLException {
        return array == null ? List.of() : Arrays.asList((String[]) array.getArray());
    }

    /**
     * What stands against publishing the table.
     *
     * @param key the columns by which rows are told apart in the lake; empty for a changelog without key
     * @param generated what becomes of generated columns
     */
    Optional<Refusal> refusal(TableId table, List<String> key, GeneratedColumns generated) {
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
            case LOGGED ->
                problem(heap.equals(table) ? "it" : "its partition " + heap, key, generated)
                        .map(problem ->
                                new Refusal("Table " + table + " cannot be replicated: " + problem, remedies.of(key)));
        };
    }

    private Optional<String> problem(String subject, List<String> key, GeneratedColumns generated) {
        if (generated.forbidWrites() && !unlogged.isEmpty()) {
            return Optional.of("the replica identity of " + subject + " has generated columns ("
                    + String.join(", ", unlogged)
                    + ") that the publication does not carry, so that PostgreSQL 18 refuses the application's UPDATE and"
                    + " DELETE on it as long as it is published");
        }
        if (full) {
            return Optional.empty();
        }
        if (columns.isEmpty()) {
            return Optional.of(
                    subject + " has no replica identity, so that PostgreSQL would refuse the application's UPDATE and"
                            + " DELETE on it as soon as it were published");
        }
        if (unlogged.containsAll(columns)) {
            return Optional.of("the replica identity of " + subject + " (" + String.join(", ", columns)
                    + ") is generated, and the log does not carry generated columns, so that it does not say which row was"
                    + " deleted");
        }
        return columns.containsAll(key)
                ? Optional.empty()
                : Optional.of("the replica identity of " + subject + " (" + String.join(", ", columns)
                        + ") does not say the old value of the key (" + String.join(", ", key) + ")");
    }

    /** Whether PostgreSQL 18 would refuse the application's UPDATE and DELETE, which this server allows. */
    boolean breaksAt18(GeneratedColumns generated) {
        return storage == Storage.LOGGED && !generated.forbidWrites() && !unlogged.isEmpty();
    }
}
