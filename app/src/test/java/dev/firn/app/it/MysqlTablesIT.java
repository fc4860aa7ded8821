package dev.firn.app.it;

import dev.firn.app.demo.server.DatabaseServer;
import dev.firn.app.servers.Servers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

class MysqlTablesIT extends TablesContract {

    @Override
    DatabaseServer start(Path directory) {
        return Servers.mysql(directory);
    }

    @Override
    String[] rename(String... fromAndTo) {
        List<String> renames = new ArrayList<>();
        for (int i = 0; i < fromAndTo.length; i += 2) {
            renames.add("shop." + fromAndTo[i] + " TO shop." + fromAndTo[i + 1]);
        }
        return new String[] {"RENAME TABLE " + String.join(", ", renames)};
    }

    /** Full row images do. */
    @Override
    void letOtherKeysIdentify(String name) {}
}
