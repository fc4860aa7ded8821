package dev.firn.app.it;

import dev.firn.app.demo.server.DatabaseServer;
import dev.firn.app.servers.AwsStandIn.Moment;
import dev.firn.sink.catalog.LocalFileIO;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@link CatalogContract} over the REST catalog's protocol. */
class RestReplicationIT extends CatalogContract {

    private RestStandIn rest;

    @Override
    Site open(DatabaseServer database, Path directory) throws IOException {
        rest = RestStandIn.start(Files.createDirectory(directory.resolve("rest")), LocalFileIO.class.getName());
        String catalog = """
                type: rest
                uri: %s
                """.formatted(rest.uri());
        return new Site(database, directory, catalog, Map.of());
    }

    @Test
    void awkwardNamesAreFollowed() throws SQLException {
        new AwkwardNames(site()).areFollowed(site().configuration());
    }

    @AfterEach
    void closeCatalog() {
        if (rest != null) {
            rest.close();
        }
    }

    @Override
    void failNextUpdates(Moment moment, int count) {
        rest.failNextUpdates(moment, count);
    }

    @Override
    List<String> currentColumns(Site at) {
        Table table = at.table(ORDERS).orElseThrow();
        table.refresh();
        return table.schema().columns().stream()
                .map(column -> column.name() + " "
                        + switch (column.type().typeId()) {
                            case LONG -> "bigint";
                            default -> column.type().toString().replace(" ", "");
                        })
                .toList();
    }
}
