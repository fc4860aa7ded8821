package dev.firn.app.source;

import static dev.firn.app.source.TableReads.execute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.app.demo.server.MysqlServer;
import dev.firn.app.servers.Servers;
import dev.firn.engine.source.DatabaseAddress;
import dev.firn.engine.source.SourceDatabase;
import dev.firn.engine.source.SourceException;
import dev.firn.engine.source.SourceException.Cure;
import dev.firn.engine.source.mysql.MysqlDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that offers no TLS, and a password that it has not seen yet. */
class MysqlWithoutTlsIT {

    @TempDir
    static Path directory;

    private static MysqlServer server;

    @BeforeAll
    static void start() throws SQLException {
        server = Servers.mysql(directory, "tls-version=");
        try (Connection admin = server.connect()) {
            execute(
                    admin,
                    "CREATE USER firn IDENTIFIED WITH caching_sha2_password BY 'hunter2'",
                    "GRANT SELECT, REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO firn");
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static SourceDatabase open(Map<String, String> properties) {
        DatabaseAddress address = new DatabaseAddress(
                server.address().host(), server.address().port(), "", "firn", "hunter2", properties);
        return MysqlDatabase.open(
                TableReads.settings(address, Map.of(), "shop.*"),
                (settings, server) -> TableReads.silent(server::position));
    }

    private static void assertRefused(Map<String, String> properties, String remedy) {
        try (SourceDatabase source = open(properties)) {
            assertThatThrownBy(source::requireReplicable)
                    .hasMessageContaining(remedy)
                    .hasMessageNotContaining("hunter2")
                    .extracting(e -> ((SourceException) e).cure())
                    .isEqualTo(Cure.OPERATOR);
            assertThat(source.check())
                    .first()
                    .satisfies(finding -> assertThat(finding.message()).contains(remedy));
        }
    }

    @Test
    void whatIsAskedForIsRefusedWithARemedyThatHelps() {
        assertRefused(Map.of("sslMode", "REQUIRED"), "let the server offer TLS");
        assertRefused(Map.of("sslMode", "PREFERRED"), "source.tls: disable");
        // As tls: disable is translated.
        try (SourceDatabase source = open(Map.of("sslMode", "DISABLED", "allowPublicKeyRetrieval", "true"))) {
            source.requireReplicable();
        }
    }
}
