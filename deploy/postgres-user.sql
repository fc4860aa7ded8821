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
-- Never FOR ALL TABLES: a published table that has neither a primary key nor a replica identity refuses the updates and deletes
-- of the applications. This takes every table of the schema that can be published without harm:
DO $$
DECLARE
    harmless text;
BEGIN
    SELECT string_agg(format('%I.%I', n.nspname, c.relname), ', ')
      INTO harmless
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = 'public'
       AND c.relkind IN ('r', 'p')
       AND NOT c.relispartition
       AND (c.relreplident IN ('f', 'i')
            OR (c.relreplident = 'd'
                AND EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary)));
    EXECUTE 'CREATE PUBLICATION firn_shop FOR TABLE ' || harmless
        || ' WITH (publish = ''insert, update, delete, truncate'', publish_via_partition_root = true)';
END
$$;

-- For a table without a primary key, before it is added:
-- ALTER TABLE public.audit REPLICA IDENTITY FULL;
