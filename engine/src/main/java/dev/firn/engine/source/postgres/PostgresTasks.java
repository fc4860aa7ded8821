package dev.firn.engine.source.postgres;

import dev.firn.engine.source.DatabaseAddress;
import dev.firn.engine.source.jdbc.Task;
import dev.firn.schema.source.TableId;

/** What Firn does at a PostgreSQL, each with the statement that allows it. */
record PostgresTasks(DatabaseAddress address) {

    Task readCatalog() {
        return new Task(
                "read the catalog",
                "GRANT CONNECT ON DATABASE " + PostgresSql.quote(address.database()) + " TO " + user() + ";");
    }

    Task read(TableId table) {
        return new Task("read " + table, grantSelect(table));
    }

    Task readPosition() {
        return new Task("read the position of the log", "GRANT pg_monitor TO " + user() + ";");
    }

    Task prepareSlot(String slot) {
        return new Task(
                "prepare the replication slot " + slot + " (creating one waits for the transactions that are open)",
                grantReplication());
    }

    Task preparePublication(String publication) {
        return new Task("prepare the publication " + publication, grantCreate());
    }

    String grantSelect(TableId table) {
        return "GRANT USAGE ON SCHEMA " + PostgresSql.quote(table.schema()) + " TO " + user() + "; GRANT SELECT ON "
                + PostgresSql.quote(table) + " TO " + user() + ";";
    }

    /** On Amazon RDS the attribute is given by a role. */
    String grantReplication() {
        return "ALTER ROLE " + user() + " REPLICATION; (on Amazon RDS: GRANT rds_replication TO " + user() + ";)";
    }

    String grantCreate() {
        return "GRANT CREATE ON DATABASE " + PostgresSql.quote(address.database()) + " TO " + user() + ";";
    }

    String user() {
        return PostgresSql.quote(address.user());
    }
}
