package dev.firn.app.it;

import dev.firn.app.demo.server.DatabaseServer;
import dev.firn.app.servers.AwsStandIn.Moment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import software.amazon.awssdk.services.glue.model.Column;

/** {@link CatalogContract} over Glue's and S3's wire protocols. */
class GlueReplicationIT extends CatalogContract {

    private GlueStandIn glue;

    @Override
    Site open(DatabaseServer database, Path directory) throws IOException {
        glue = GlueStandIn.start(directory);
        return glue.site(database, directory);
    }

    @AfterEach
    void closeAws() {
        if (glue != null) {
            glue.close();
        }
    }

    @Override
    void failNextUpdates(Moment moment, int count) {
        glue.failNext("Glue.UpdateTable", moment, count);
        if (moment == Moment.BEFORE) {
            glue.failNext("S3.PUT", moment, count);
        }
    }

    /** As Athena lists them: without those that Iceberg has dropped. */
    @Override
    List<String> currentColumns(Site at) {
        return glue.table("orders").storageDescriptor().columns().stream()
                .filter(column -> !"false".equals(column.parameters().get("iceberg.field.current")))
                .map(GlueReplicationIT::text)
                .toList();
    }

    private static String text(Column column) {
        return column.name() + " " + column.type();
    }
}
