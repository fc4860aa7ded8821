package dev.firn.app.it;

import dev.firn.app.demo.server.DatabaseServer;
import dev.firn.app.servers.Servers;
import dev.firn.schema.source.TableId;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Set;

class PostgresLoadIT extends LoadContract {

    @Override
    DatabaseServer start(Path directory) {
        return Servers.postgres(directory);
    }

    @Override
    void insertInOneTransaction(TableId table, int rows) throws SQLException {
        site().execute("INSERT INTO " + table + " SELECT g, repeat('x', 40) || g FROM generate_series(1, " + rows
                + ") g");
    }

    @Override
    Path createUser(String name, String password) throws SQLException {
        // A superuser, since the publication is left to Firn here.
        site().execute("CREATE ROLE " + name + " SUPERUSER REPLICATION LOGIN PASSWORD '" + password + "'");
        return site().configurationAs(name, password);
    }

    @Override
    SourceWatch.Questions questionsAbout(String user) {
        return new SourceWatch.Questions(
                "SELECT backend_type || ' ' || application_name || ' ' || left(query, 120) FROM pg_stat_activity WHERE usename = '"
                        + user + "'",
                "SELECT max(extract(epoch FROM clock_timestamp() - xact_start)) FROM pg_stat_activity"
                        + " WHERE usename = '" + user + "' AND backend_type = 'client backend'",
                "SELECT l.mode FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid JOIN pg_class c ON c.oid = l.relation"
                        + " WHERE a.usename = '" + user + "' AND c.relnamespace = 'shop'::regnamespace");
    }

    @Override
    Set<String> harmlessLocks() {
        return Set.of("AccessShareLock");
    }
}
