-- The user of a pipeline, for MySQL 8.0 and newer.
-- On Amazon RDS and Aurora, set binlog_format = ROW, binlog_row_image = FULL and binlog_row_metadata = FULL in the parameter group,
-- switch automated backups on (without them there is no binlog), and keep the binlog for some days:
-- CALL mysql.rds_set_configuration('binlog retention hours', 72);
CREATE USER 'firn'@'%' IDENTIFIED BY 'change me';

-- Reading the log, and where it stands.
GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO 'firn'@'%';

-- Reading the tables.
GRANT SELECT ON shop.* TO 'firn'@'%';

-- Only where tables without a key are replicated: an instant's read lock on such a table fixes where its one read stands.
-- GRANT LOCK TABLES ON shop.* TO 'firn'@'%';
