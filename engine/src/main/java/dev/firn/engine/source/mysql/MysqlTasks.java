package dev.firn.engine.source.mysql;

import dev.firn.engine.source.DatabaseAddress;
import dev.firn.engine.source.jdbc.Task;
import dev.firn.schema.source.TableId;

/** What Firn does at a MySQL, each with the statement that allows it. */
record MysqlTasks(DatabaseAddress address) {

    Task readCatalog() {
        return new Task("read the catalog", "GRANT SELECT ON *.* TO " + user() + ";");
    }

    Task read(TableId table) {
        return new Task("read " + table, grantSelect(table));
    }

    Task lock(TableId table) {
        return new Task("lock " + table + " for the instant in which a consistent read begins", grantLock(table));
    }

    Task readPosition() {
        return new Task("read the position of the log", grantReplication());
    }

    String grantSelect(TableId table) {
        return "GRANT SELECT ON " + MysqlSql.quote(table) + " TO " + user() + ";";
    }

    /** LOCK TABLES is given for whole databases. */
    String grantLock(TableId table) {
        return "GRANT LOCK TABLES ON " + MysqlSql.quote(table.schema()) + ".* TO " + user() + ";";
    }

    String grantReplication() {
        return "GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO " + user() + ";";
    }

    /** The account's host part is the server's business: {@code %} is what accounts of applications mostly have. */
    String user() {
        return "'" + address.user().replace("'", "''") + "'@'%'";
    }
}
