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
-- All tables, also those to come (superuser; on RDS, rds_superuser):
CREATE PUBLICATION firn_shop FOR ALL TABLES
    WITH (publish = 'insert, update, delete, truncate', publish_via_partition_root = true);
-- Or single ones, as their owner:
-- CREATE PUBLICATION firn_shop FOR TABLE public.orders, public.customers
--     WITH (publish = 'insert, update, delete, truncate', publish_via_partition_root = true);

-- A table without a primary key cannot be updated or deleted from while it is published, unless it has:
-- ALTER TABLE public.audit REPLICA IDENTITY FULL;
