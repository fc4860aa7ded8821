package dev.firn.app.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.firn.app.demo.server.DatabaseServer;
import dev.firn.app.servers.Servers;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.Test;

class PostgresColumnsIT extends ColumnsContract {

    @Override
    DatabaseServer start(Path directory) {
        return Servers.postgres(directory);
    }

    @Override
    String[] swap(String one, String other) {
        return new String[] {
            "BEGIN",
            "ALTER TABLE shop.t RENAME COLUMN " + one + " TO halfway",
            "ALTER TABLE shop.t RENAME COLUMN " + other + " TO " + one,
            "ALTER TABLE shop.t RENAME COLUMN halfway TO " + other,
            "COMMIT"
        };
    }

    @Test
    void storedGeneratedColumnsAreReplicatedAsLongAsThePublicationCarriesThem() throws Exception {
        try (Connection connection = site().server().connect()) {
            assumeThat(connection.getMetaData().getDatabaseMajorVersion())
                    .as("publications carry generated columns since version 18")
                    .isGreaterThanOrEqualTo(18);
        }
        site().execute(
                        "ALTER TABLE shop.t ADD COLUMN twice INT GENERATED ALWAYS AS (a * 2) STORED, ADD COLUMN last INT",
                        "UPDATE shop.t SET a = 11 WHERE id = 1");
        assertThat(loads(site().configuration())).isEmpty();
        assertThat(columns()).containsExactly("id", "a", "b", "c", "last");

        site().execute(
                        "ALTER PUBLICATION firn_it SET (publish_generated_columns = stored)",
                        "UPDATE shop.t SET a = 12 WHERE id = 1");
        assertThat(loads(site().configuration()))
                .as("old rows have values in it")
                .containsExactly("t");
        assertThat(columns()).contains("twice");
        site().assertEqual(List.of(TABLE));

        site().execute(
                        "INSERT INTO shop.t (id, a) VALUES (4, 40)",
                        "UPDATE shop.t SET a = 13 WHERE id = 1",
                        "DELETE FROM shop.t WHERE id = 2");
        assertThat(loads(site().configuration())).isEmpty();
        site().assertEqual(List.of(TABLE));

        site().execute(
                        "ALTER PUBLICATION firn_it SET (publish_generated_columns = none)",
                        "UPDATE shop.t SET a = 14 WHERE id = 1");
        loads(site().configuration());
        assertThat(columns()).doesNotContain("twice");
    }

    private List<String> columns() {
        return schema().columns().stream().map(NestedField::name).toList();
    }
}
