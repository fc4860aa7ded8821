package dev.firn.app.it;

import dev.firn.app.demo.server.DatabaseServer;
import dev.firn.app.servers.Servers;
import dev.firn.schema.source.TableId;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Set;

class MysqlLoadIT extends LoadContract {

    @Override
    DatabaseServer start(Path directory) {
        return Servers.mysql(directory);
    }

    @Override
    void insertInOneTransaction(TableId table, int rows) throws SQLException {
        site().execute(
                        "SET SESSION cte_max_recursion_depth = " + (rows + 1),
                        "INSERT INTO " + table
                                + " WITH RECURSIVE g (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM g WHERE id < "
                                + rows + ") SELECT id, CONCAT(REPEAT('x', 40), id) FROM g");
    }

    @Override
    Path createUser(String name, String password) throws SQLException {
        site().execute(
                        "CREATE USER '" + name + "'@'%' IDENTIFIED BY '" + password + "'",
                        "GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO '" + name + "'@'%'",
                        "GRANT SELECT, LOCK TABLES ON shop.* TO '" + name + "'@'%'");
        return site().configurationAs(name, password);
    }

    @Override
    SourceWatch.Questions questionsAbout(String user) {
        return new SourceWatch.Questions(
                "SELECT concat(command, ' ', coalesce(info, '')) FROM information_schema.processlist WHERE user = '"
                        + user + "'",
                "SELECT max(timestampdiff(SECOND, t.trx_started, now())) FROM information_schema.innodb_trx t"
                        + " JOIN information_schema.processlist p ON p.id = t.trx_mysql_thread_id WHERE p.user = '"
                        + user + "'",
                "SELECT m.lock_type FROM performance_schema.metadata_locks m"
                        + " JOIN performance_schema.threads t ON t.thread_id = m.owner_thread_id"
                        + " WHERE t.processlist_user = '" + user + "' AND m.object_schema = 'shop'"
                        + " UNION ALL SELECT concat('row ', d.lock_mode) FROM performance_schema.data_locks d"
                        + " JOIN performance_schema.threads t ON t.thread_id = d.thread_id"
                        + " WHERE t.processlist_user = '" + user + "'");
    }

    @Override
    Set<String> harmlessLocks() {
        return Set.of("SHARED_READ", "SHARED_HIGH_PRIO");
    }
}
