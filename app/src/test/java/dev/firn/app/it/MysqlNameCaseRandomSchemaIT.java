package dev.firn.app.it;

import dev.firn.app.demo.server.DatabaseServer;
import dev.firn.app.servers.Servers;
import java.nio.file.Path;

/** A server to which names of tables are the same whatever their case. */
class MysqlNameCaseRandomSchemaIT extends RandomSchemaContract {

    @Override
    DatabaseServer start(Path directory) {
        return Servers.mysql(directory, "lower_case_table_names=1");
    }

    @Override
    int usualSeeds() {
        return 3;
    }

    @Override
    boolean ignoresCase() {
        return true;
    }
}
