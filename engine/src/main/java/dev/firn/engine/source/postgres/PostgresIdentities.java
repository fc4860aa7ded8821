package dev.firn.engine.source.postgres;

import dev.firn.engine.source.TableIdentity;
import dev.firn.engine.source.jdbc.Session;
import dev.firn.schema.source.TableId;
import java.util.HashMap;
import java.util.Map;

/** By what each table of PostgreSQL is known again, and seen to have changed without a word in the log: two queries for all tables. */
final class PostgresIdentities {

    /**
     * A table's entry in the publication is made anew when it is taken out and put in again, so it names a time without a gap. A publication for
     * all tables, or for a schema, has none. Comments and defaults are told apart by the transactions that wrote them,
     * replica identities by what they are: one that changes can make a table one that must not be published.
     *
     * <p>A partition that was created as one has columns that are older than its being one; those of a table that is attached are written anew with
     * that. What comes last is {@link TableContents#parse}'s.
     */
    private static final String IDENTITIES = """
            WITH RECURSIVE tables AS MATERIALIZED (
              SELECT c.oid, n.nspname, c.relname, c.relkind::text, c.relfilenode
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
              WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
                AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'),
            tree(root, oid, born) AS (
              SELECT t.oid, t.oid, true FROM tables t WHERE t.relkind = 'p'
              UNION ALL
              SELECT t.root, i.inhrelid, t.born AND EXISTS (
                  SELECT FROM pg_attribute a WHERE a.attrelid = i.inhrelid AND a.attnum > 0
                    AND a.xmin::text = i.xmin::text AND a.cmin::text::int8 < i.cmin::text::int8)
              FROM tree t JOIN pg_inherits i ON i.inhparent = t.oid),
            heaps AS (
              SELECT t.root, string_agg(
                  c.oid || CASE WHEN c.relfilenode = c.oid THEN '' ELSE ':' || c.relfilenode END
                    || CASE WHEN NOT t.born AND pg_relation_size(c.oid) > 0 THEN '+' ELSE '' END, ',') AS list
              FROM tree t JOIN pg_class c ON c.oid = t.oid WHERE c.relkind = 'r' GROUP BY t.root),
            columns AS (
              SELECT a.attrelid, string_agg(
                  a.attnum || ':' || a.xmin || ':' || a.atttypid::int8 || ':' || a.atttypmod, ',' ORDER BY a.attnum) AS list
              FROM tables t JOIN pg_attribute a ON a.attrelid = t.oid
              WHERE a.attnum > 0 AND NOT a.attisdropped AND %s GROUP BY a.attrelid),
            replica AS (
              SELECT t.root, string_agg(c.relreplident::text || coalesce(':' || i.indexrelid, ''), ',' ORDER BY c.oid) AS list
              FROM (SELECT root, oid FROM tree UNION ALL SELECT oid, oid FROM tables WHERE relkind = 'r') t
              JOIN pg_class c ON c.oid = t.oid AND c.relkind = 'r'
              LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisvalid AND i.indimmediate
                AND (c.relreplident = 'd' AND i.indisprimary OR c.relreplident = 'i' AND i.indisreplident)
              GROUP BY t.root)
            SELECT t.nspname, t.relname, t.oid::text, coalesce(r.oid::text, ''),
                   to_hex(hashtextextended(concat_ws('|', coalesce(d.said, ''), coalesce(f.said, ''), coalesce(i.list, '')) COLLATE "C", 0)),
                   t.relkind || '|'
                     || coalesce(h.list, CASE t.relkind WHEN 'r' THEN t.oid || ':' || t.relfilenode END, '') || '|'
                     || coalesce(c.list, '') || '|'
            FROM tables t
            LEFT JOIN heaps h ON h.root = t.oid
            LEFT JOIN columns c ON c.attrelid = t.oid
            LEFT JOIN replica i ON i.root = t.oid
            LEFT JOIN pg_publication p ON p.pubname = ?
            LEFT JOIN pg_publication_rel r ON r.prpubid = p.oid AND r.prrelid = t.oid
            LEFT JOIN (SELECT objoid, string_agg(objsubid || ' ' || xmin::text, ',' ORDER BY objsubid) said
                       FROM pg_description WHERE classoid = 'pg_class'::regclass GROUP BY objoid) d ON d.objoid = t.oid
            LEFT JOIN (SELECT adrelid, string_agg(adnum || ' ' || xmin::text, ',' ORDER BY adnum) said
                       FROM pg_attrdef GROUP BY adrelid) f ON f.adrelid = t.oid
            """;

    /**
     * For each label and each composite type that a table's columns have in them, what it is now. Types of users have numbers from 16384. (Not by
     * md5, which a server in FIPS mode does not have.)
     */
    private static final String MARKS = """
            WITH RECURSIVE used(root, type) AS (
              SELECT a.attrelid, a.atttypid
              FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
              WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
                AND a.attnum > 0 AND NOT a.attisdropped AND a.atttypid >= 16384
              UNION
              SELECT u.root, part.type
              FROM used u JOIN pg_type t ON t.oid = u.type
              CROSS JOIN LATERAL (
                SELECT t.typelem AS type
                UNION ALL SELECT t.typbasetype
                UNION ALL SELECT r.rngsubtype FROM pg_range r WHERE r.rngtypid = t.oid
                UNION ALL SELECT a.atttypid FROM pg_attribute a
                  WHERE t.typtype = 'c' AND a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped) part
              WHERE part.type >= 16384),
            marks AS (
              SELECT u.root, 'l' || e.oid || ':' || to_hex(hashtextextended(e.enumlabel::text COLLATE "C", 0)) AS mark
              FROM used u JOIN pg_enum e ON e.enumtypid = u.type
              UNION ALL
              SELECT u.root, 't' || t.oid || ':' || (
                  SELECT to_hex(hashtextextended(
                      string_agg(a.attnum || ' ' || a.atttypid::int8 || ' ' || a.atttypmod, ',' ORDER BY a.attnum) COLLATE "C", 0))
                  FROM pg_attribute a WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped)
              FROM used u JOIN pg_type t ON t.oid = u.type AND t.typtype = 'c')
            SELECT root::text, string_agg(mark, ',' ORDER BY mark) FROM marks WHERE mark IS NOT NULL GROUP BY root
            """;

    private PostgresIdentities() {}

    /** Reads those of all tables. */
    static Map<TableId, TableIdentity> read(Session session, String publication) {
        GeneratedColumns generated = GeneratedColumns.of(session, publication);
        Map<TableId, TableIdentity> identities = new HashMap<>();
        Map<String, String> marks = new HashMap<>();
        session.list(MARKS, row -> marks.put(row.getString(1), row.getString(2)));
        session.list(
                generated.in(IDENTITIES),
                row -> identities.put(
                        new TableId(row.getString(1), row.getString(2)),
                        new TableIdentity(
                                row.getString(3),
                                row.getString(4),
                                row.getString(5),
                                row.getString(6) + marks.getOrDefault(row.getString(3), ""))),
                publication);
        return identities;
    }
}
