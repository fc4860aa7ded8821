package dev.firn.app.servers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.app.demo.server.MysqlServer;
import dev.firn.app.demo.server.PostgresServer;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How containers are described, which needs no container engine. */
class ContainersTest {

    private static final Pattern VERSION = Pattern.compile("(?m)^moto\\[.*]==(.*)$");

    @Test
    void postgresHasTheSettingsOfTheProcessAndThenItsOwn() {
        List<String> command = List.of(PostgresContainer.command(List.of("max_connections=20")));
        assertThat(command).startsWith("postgres", "-c", "wal_level=logical").endsWith("-c", "max_connections=20");
        assertThat(command).containsAll(PostgresServer.SETTINGS).hasSize(3 + 2 * PostgresServer.SETTINGS.size());
    }

    @Test
    void mysqlHasTheSettingsOfTheProcessAndThenItsOwn() {
        List<String> command = List.of(MysqlContainer.command(List.of("gtid-mode=OFF")));
        assertThat(command)
                .hasSize(1 + MysqlServer.SETTINGS.size())
                .contains("--gtid-mode=ON", "--binlog-row-metadata=FULL")
                .endsWith("--gtid-mode=OFF");
        assertThat(command).allMatch(option -> option.matches("--[a-z-]+=.+"), "an option, as the image wants it");
    }

    @Test
    void noPasswordIsAskedFor() {
        assertThat(PostgresContainer.environment()).containsEntry("POSTGRES_HOST_AUTH_METHOD", "trust");
        assertThat(MysqlContainer.environment())
                .containsEntry("MYSQL_ALLOW_EMPTY_PASSWORD", "yes")
                .containsEntry("MYSQL_ROOT_HOST", "%");
    }

    @Test
    void theStandInForAwsIsTheSameMoto() {
        var required = VERSION.matcher(AwsStandIn.text("requirements.txt"));
        assertThat(required.find()).isTrue();
        assertThat(AwsStandInContainer.IMAGE).endsWith(":" + required.group(1));
    }

    @Test
    void anEngineHerePublishesThePortHereAlone() {
        ServerContainer container = new ServerContainer(PostgresContainer.IMAGE, 5432, () -> {});
        assertThat(container.binding("localhost")).isEqualTo("127.0.0.1:" + container.port() + ":5432");
        assertThat(container.binding("127.0.0.1")).isEqualTo("127.0.0.1:" + container.port() + ":5432");
        assertThat(container.binding("engine.example")).isEqualTo(container.port() + ":5432");
        assertThat(ServerContainer.address("localhost")).isEqualTo("127.0.0.1");
        assertThat(ServerContainer.address("engine.example")).isEqualTo("engine.example");
    }

    @ParameterizedTest
    @ValueSource(strings = {PostgresContainer.IMAGE, MysqlContainer.IMAGE, AwsStandInContainer.IMAGE})
    void imagesAreOfAVersion(String image) {
        assertThat(image).matches("[a-z/]+:\\d+(\\.\\d+)*");
    }
}
