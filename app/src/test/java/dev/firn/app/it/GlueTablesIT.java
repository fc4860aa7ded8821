package dev.firn.app.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.app.demo.server.DatabaseServer;
import dev.firn.app.servers.Servers;
import dev.firn.schema.source.TableId;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.glue.model.Column;
import software.amazon.awssdk.services.glue.model.Table;

/** What those see who ask Glue and know nothing of Iceberg: columns, comments and parameters after each kind of change, and names of every kind. */
class GlueTablesIT extends SiteContract {

    private static final TableId ORDERS = new TableId("shop", "orders");

    private GlueStandIn glue;

    @Override
    DatabaseServer start(Path directory) {
        return Servers.mysql(directory);
    }

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

    @Test
    void everyChangeShowsInGlue() throws Exception {
        Path configuration = site().configuration();
        AwkwardNames names = new AwkwardNames(site());
        site().execute(
                        "CREATE SCHEMA shop",
                        "CREATE TABLE shop.orders (id INT PRIMARY KEY COMMENT 'the number', total DECIMAL(10, 2),"
                                + " note VARCHAR(20)) COMMENT 'what was sold'",
                        "INSERT INTO shop.orders VALUES (1, 1, 'one')");
        names.create();
        assertCaughtUp(configuration);
        names.assertEqual();
        assertThat(glue.tables()).containsExactlyInAnyOrderElementsOf(names.inLake("orders", "firn_it_checkpoints"));
        assertThat(columns(glue.table(names.inLake().get(0)))).containsExactlyElementsOf(names.columnsInGlue());
        Table created = glue.table("orders");
        assertThat(created.description()).isEqualTo("what was sold");
        assertThat(columns(created)).containsExactly("id int 'the number'", "total decimal(10,2)", "note string");
        assertPointsToIceberg(created);

        site().execute(
                        "ALTER TABLE shop.orders ADD COLUMN country VARCHAR(20) COMMENT 'where\nto' AFTER id",
                        "ALTER TABLE shop.orders ADD COLUMN plain INT, ADD COLUMN long_story INT COMMENT '"
                                + "ü".repeat(500) + "'",
                        "ALTER TABLE shop.orders CHANGE note remark VARCHAR(20) COMMENT 'said by the buyer'",
                        "ALTER TABLE shop.orders MODIFY id BIGINT COMMENT 'the number', MODIFY total DECIMAL(12, 2) FIRST",
                        "ALTER TABLE shop.orders COMMENT = 'what was sold, and where to'",
                        "INSERT INTO shop.orders (id, total, remark) VALUES (5000000000, 1, 'new')");
        assertCaughtUp(configuration);
        Table changed = glue.table("orders");
        assertThat(changed.description()).isEqualTo("what was sold, and where to");
        assertThat(columns(changed))
                .containsExactly(
                        "total decimal(12,2)",
                        "id bigint 'the number'",
                        "country string 'where to'",
                        "remark string 'said by the buyer'",
                        "plain int",
                        "long_story int '" + "ü".repeat(126) + "…'",
                        "note string, not current");
        assertThat(changed.storageDescriptor().columns())
                .allSatisfy(column -> assertThat(
                                Objects.requireNonNullElse(column.comment(), "").getBytes(UTF_8))
                        .hasSizeLessThanOrEqualTo(255));
        assertPointsToIceberg(changed);

        site().execute(
                        "ALTER TABLE shop.orders DROP COLUMN plain",
                        "ALTER TABLE shop.orders MODIFY country VARCHAR(40) COMMENT 'where to, at last'",
                        "ALTER TABLE shop.orders MODIFY remark VARCHAR(20), COMMENT = ''",
                        "INSERT INTO shop.orders (id) VALUES (7)");
        names.change();
        assertCaughtUp(configuration);
        names.assertEqual();
        Table last = glue.table("orders");
        assertThat(last.description()).isEmpty();
        // Iceberg leaves a comment in Glue that it has none in place of; its own schema has none.
        assertThat(columns(last))
                .containsExactly(
                        "total decimal(12,2)",
                        "id bigint 'the number'",
                        "country string 'where to, at last'",
                        "remark string 'said by the buyer'",
                        "long_story int '" + "ü".repeat(126) + "…'",
                        "note string, not current",
                        "plain int, not current");
        assertThat(site().table(ORDERS)
                        .orElseThrow()
                        .schema()
                        .findField("remark")
                        .doc())
                .isNull();
        assertPointsToIceberg(last);
    }

    /** Whoever reads the table by Glue finds the very metadata that Iceberg committed last. */
    private void assertPointsToIceberg(Table table) {
        org.apache.iceberg.Table iceberg = site().table(ORDERS).orElseThrow();
        iceberg.refresh();
        var metadata = ((org.apache.iceberg.BaseTable) iceberg).operations().current();
        assertThat(table.parameters())
                .containsEntry("table_type", "ICEBERG")
                .containsEntry("metadata_location", metadata.metadataFileLocation());
        assertThat(table.parameters().get("previous_metadata_location"))
                .isEqualTo(metadata.previousFiles()
                        .get(metadata.previousFiles().size() - 1)
                        .file());
        assertThat(table.storageDescriptor().location()).isEqualTo(iceberg.location());
    }

    private static List<String> columns(Table table) {
        return table.storageDescriptor().columns().stream()
                .map(GlueTablesIT::text)
                .toList();
    }

    private static String text(Column column) {
        String comment = column.comment() == null ? "" : " '" + column.comment() + "'";
        boolean current = !"false".equals(column.parameters().get("iceberg.field.current"));
        return column.name() + " " + column.type() + comment + (current ? "" : ", not current");
    }

    private void assertCaughtUp(Path configuration) throws SQLException {
        Site.Ended ended = site().runUntilCaughtUp(configuration);
        assertThat(ended.status()).as(ended.lastLines()).isZero();
        site().assertEqual(List.of(ORDERS));
    }
}
