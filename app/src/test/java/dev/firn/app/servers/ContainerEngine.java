package dev.firn.app.servers;

import dev.firn.app.demo.server.ServerException;
import org.testcontainers.DockerClientFactory;

/** What runs containers. */
final class ContainerEngine {

    private ContainerEngine() {}

    /**
     * Fails where there is none. Who asked for containers did not ask for anything else, and a skipped test is one that nobody
     * misses.
     */
    static void require() {
        require(() -> DockerClientFactory.instance().client());
    }

    static void require(Runnable connect) {
        try {
            connect.run();
        } catch (RuntimeException e) {
            throw new ServerException(
                    "-D" + Servers.PROPERTY + "=containers needs a container engine, and none answers: "
                            + e.getMessage()
                            + ". Start one, or say where it is by DOCKER_HOST; without -D" + Servers.PROPERTY
                            + " the tests run their servers as child processes",
                    e);
        }
    }
}
