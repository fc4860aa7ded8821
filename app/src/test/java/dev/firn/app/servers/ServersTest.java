package dev.firn.app.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.app.demo.server.ServerException;
import org.junit.jupiter.api.Test;

/** What can be known of the choice where there is no container engine. */
class ServersTest {

    @Test
    void aNameChooses() {
        assertThat(Servers.named("processes")).isEqualTo(Servers.PROCESSES);
        assertThat(Servers.named("containers")).isEqualTo(Servers.CONTAINERS);
    }

    @Test
    void anotherNameIsAnErrorWithTheAllowedOnes() {
        assertThatThrownBy(() -> Servers.named("container"))
                .hasMessage("-Dtest.servers=container is no way to have servers: it is one of processes, containers");
        assertThatThrownBy(() -> Servers.named("CONTAINERS")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Servers.named("")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void containersWithoutAnEngineFail() {
        Runnable noEngine = () -> {
            throw new IllegalStateException("Could not find a valid Docker environment");
        };
        assertThatThrownBy(() -> ContainerEngine.require(noEngine))
                .isInstanceOf(ServerException.class)
                .hasMessageContainingAll(
                        "-Dtest.servers=containers", "Could not find a valid Docker environment", "DOCKER_HOST");
    }

    @Test
    void anEngineThatAnswersIsTaken() {
        ContainerEngine.require(() -> {});
    }
}
