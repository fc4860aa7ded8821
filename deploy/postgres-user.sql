-- The user of a pipeline named shop, for PostgreSQL 14 and newer. Run it as an administrator in the database to replicate.
-- On Amazon RDS and Aurora, set rds.logical_replication = 1 in the parameter group first, and reboot.
CREATE ROLE firn LOGIN PASSWORD 'change me';

-- Elsewhere than on RDS:
ALTER ROLE firn REPLICATION;
-- On RDS and Aurora instead:
-- GRANT rds_replication TO firn;

-- Reading the tables, also those that come later (of the role that creates them).
GRANT USAGE ON SCHEMA public TO firn;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO firn;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO firn;

-- The publication says which tables' changes leave the server. Only an owner of the tables can make one; Firn uses it as it is.
-- A table that is added later needs: ALTER PUBLICATION firn_shop ADD TABLE public.invoices;
--
-- Never FOR ALL TABLES: on a published table that has neither a primary key nor a replica identity the updates and deletes of the
-- applications fail, from PostgreSQL 18 on also where the replica identity has a generated column. This takes every table of the
-- schema that can be published without harm:
DO $$
DECLARE
    harmless text;
BEGIN
    WITH heaps AS (
        SELECT root.oid AS root, heap.oid, heap.relkind, heap.relpersistence, heap.relreplident
          FROM pg_class root
         CROSS JOIN LATERAL (
               SELECT root.oid AS oid WHERE root.relkind = 'r'
                UNION ALL
               SELECT p.relid FROM pg_partition_tree(root.oid) p WHERE root.relkind = 'p' AND p.isleaf) part
          JOIN pg_class heap ON heap.oid = part.oid
         WHERE root.relnamespace = 'public'::regnamespace AND root.relkind IN ('r', 'p') AND NOT root.relispartition),
    harmful AS (
        SELECT h.root
          FROM heaps h
          LEFT JOIN pg_index i ON i.indrelid = h.oid AND i.indisvalid AND i.indimmediate
           AND (h.relreplident = 'd' AND i.indisprimary OR h.relreplident = 'i' AND i.indisreplident)
         WHERE h.relkind <> 'r' OR h.relpersistence <> 'p'
            OR (h.relreplident <> 'f' AND i.indexrelid IS NULL)
            OR EXISTS (
               SELECT FROM pg_attribute a
                WHERE a.attrelid = h.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated <> ''
                  AND (h.relreplident = 'f' OR a.attnum = ANY ((i.indkey::int2[])[0:i.indnkeyatts - 1]))))
    SELECT string_agg(format('ONLY public.%I', c.relname), ', ')
      INTO harmless
      FROM pg_class c
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
       AND c.oid NOT IN (SELECT root FROM harmful);
    EXECUTE 'CREATE PUBLICATION firn_shop' || coalesce(' FOR TABLE ' || harmless, '')
        || ' WITH (publish = ''insert, update, delete, truncate'', publish_via_partition_root = true)';
END
$$;

-- For a table without a primary key and without generated columns, before it is added:
-- ALTER TABLE public.audit REPLICA IDENTITY FULL;
