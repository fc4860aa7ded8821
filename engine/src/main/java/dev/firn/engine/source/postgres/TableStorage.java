package dev.firn.engine.source.postgres;

import dev.firn.engine.source.SourceException;
import dev.firn.engine.source.SourceException.Cure;
import dev.firn.engine.source.jdbc.Session;
import dev.firn.schema.source.TableId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where a table's rows lie: in one heap, or in one for each leaf partition.
 *
 * @param table the table
 * @param partitioned whether it is the root of partitions
 * @param heaps by oid; empty for a partitioned table without partitions
 */
record TableStorage(TableId table, boolean partitioned, List<Heap> heaps) {

    /**
     * A relation that holds rows.
     *
     * @param oid its stable identity
     * @param name its own name
     * @param fileNode the file it is stored in; a rewrite of the table changes it
     * @param pages how many pages it has now
     * @param bytes how large it is with all that is stored out of line
     */
    record Heap(long oid, TableId name, long fileNode, long pages, long bytes) {

        /** Values that are stored out of line are read with the pages that point to them. */
        long bytesPerPage() {
            return Math.max(1, bytes / Math.max(1, pages));
        }
    }

    private static final String HEAPS = """
            SELECT root.relkind = 'p', heap.oid::int8, n.nspname, heap.relname, pg_relation_filenode(heap.oid)::int8,
                   pg_relation_size(heap.oid) / current_setting('block_size')::int8, pg_table_size(heap.oid)
            FROM pg_class root JOIN pg_namespace rn ON rn.oid = root.relnamespace
            LEFT JOIN LATERAL (
                SELECT root.oid AS oid WHERE root.relkind = 'r'
              UNION ALL
                SELECT p.relid FROM pg_partition_tree(root.oid) p WHERE root.relkind = 'p' AND p.isleaf) part ON true
            LEFT JOIN pg_class heap ON heap.oid = part.oid
            LEFT JOIN pg_namespace n ON n.oid = heap.relnamespace
            WHERE rn.nspname = ? AND root.relname = ? AND root.relkind IN ('r', 'p')
            ORDER BY heap.oid
            """;

    private static final int MOST_HEAPS_TOLD = 20;

    TableStorage {
        heaps = List.copyOf(heaps);
    }

    private record Row(boolean partitioned, Optional<Heap> heap) {}

    /**
     * Looks a table up.
     *
     * @throws SourceException if it does not exist
     */
    static TableStorage of(Session session, TableId table) {
        List<Row> rows = session.list(
                HEAPS,
                row -> {
                    boolean partitioned = row.getBoolean(1);
                    long oid = row.getLong(2);
                    return row.wasNull()
                            ? new Row(partitioned, Optional.empty())
                            : new Row(
                                    partitioned,
                                    Optional.of(new Heap(
                                            oid,
                                            new TableId(row.getString(3), row.getString(4)),
                                            row.getLong(5),
                                            row.getLong(6),
                                            row.getLong(7))));
                },
                table.schema(),
                table.name());
        if (rows.isEmpty()) {
            throw gone(table);
        }
        return new TableStorage(
                table,
                rows.get(0).partitioned,
                rows.stream().flatMap(row -> row.heap.stream()).toList());
    }

    static SourceException gone(TableId table) {
        return new SourceException(
                Cure.RETRY,
                "Cannot read " + table + ": it does not exist any more; the tables are looked at again",
                null);
    }

    /** The table in a FROM clause: without the tables that inherit from it, but with its partitions. */
    String from() {
        return (partitioned ? "" : "ONLY ") + PostgresSql.quote(table);
    }

    /** How large it is with all that is stored out of line. */
    long bytes() {
        return heaps.stream().mapToLong(Heap::bytes).sum();
    }

    long pages() {
        return heaps.stream().mapToLong(Heap::pages).sum();
    }

    /**
     * Changes when rows may have moved without events: by a rewrite, or by a partition that came or went. Short, since every checkpoint
     * of a load keeps it.
     */
    String identity() {
        String text = heaps.stream().map(heap -> heap.oid + ":" + heap.fileNode).collect(Collectors.joining(","));
        return heaps.size() <= MOST_HEAPS_TOLD ? text : heaps.size() + " heaps, " + digest(text);
    }

    private static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256, this one lacks it", e);
        }
    }
}
