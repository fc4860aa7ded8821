package dev.firn.app.servers;

import com.github.dockerjava.api.exception.DockerClientException;
import dev.firn.app.demo.server.FreePort;
import dev.firn.app.demo.server.ServerException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.utility.DockerImageName;

/**
 * A database server in a container, which can be killed and started again with its data and on its port.
 *
 * <p>Testcontainers itself knows only containers that start once. A port of the engine's choice would be another one after each
 * start, so this one is chosen here.
 */
final class ServerContainer extends GenericContainer<ServerContainer> {

    private static final Duration START_TIMEOUT = Duration.ofMinutes(3);
    private static final Duration STOP_TIMEOUT = Duration.ofMinutes(1);
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(200);
    private static final int REPORTED_LINES = 25;

    private final int port = FreePort.find();
    private final int portInside;
    private final Attempt connect;

    /** Opens and closes a connection to the server. */
    interface Attempt {
        void run() throws SQLException;
    }

    /**
     * Describes one that is not started yet.
     *
     * @param connect how it is seen that the server is ready. Its log does not tell: an image's first start says several times that
     *     it is ready, and a later start has the lines of earlier ones
     */
    ServerContainer(String image, int portInside, Attempt connect) {
        super(DockerImageName.parse(image));
        this.portInside = portInside;
        this.connect = connect;
        waitingFor(new Ready());
    }

    @Override
    protected void configure() {
        setPortBindings(List.of(binding(getHost())));
    }

    /** How the port is published: to this machine alone where the engine runs on it, since no password is asked for. */
    String binding(String engineHost) {
        String outside = port + ":" + portInside;
        return address(engineHost).equals("127.0.0.1") ? "127.0.0.1:" + outside : outside;
    }

    /** The address of the engine's host; never a name that has an IPv6 address too, at which nothing is published. */
    static String address(String engineHost) {
        return engineHost.equals("localhost") ? "127.0.0.1" : engineHost;
    }

    String address() {
        return address(getHost());
    }

    int port() {
        return port;
    }

    /** Ends all its processes at once, if it runs; returns when they are gone. */
    void kill() {
        signal("KILL");
    }

    /** Ends it by a signal to the server, if it runs, and starts it again; returns when it accepts connections. */
    void restart(String signal) {
        signal(signal);
        getDockerClient().startContainerCmd(getContainerId()).exec();
        awaitReady();
    }

    /** A server that does not heed the signal in time is killed. */
    private void signal(String signal) {
        if (!isRunning()) {
            return;
        }
        getDockerClient().killContainerCmd(getContainerId()).withSignal(signal).exec();
        try {
            awaitExit();
        } catch (DockerClientException stillRunning) {
            getDockerClient().killContainerCmd(getContainerId()).exec();
            awaitExit();
        }
    }

    private void awaitExit() {
        getDockerClient()
                .waitContainerCmd(getContainerId())
                .start()
                .awaitStatusCode(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    }

    private void awaitReady() {
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        while (true) {
            try {
                connect.run();
                return;
            } catch (SQLException e) {
                if (!isRunning()) {
                    throw new ServerException(getDockerImageName() + " has ended" + lastLines(), e);
                }
                if (System.nanoTime() > deadline) {
                    throw new ServerException(
                            getDockerImageName() + " accepts no connection within " + START_TIMEOUT.toSeconds() + " s"
                                    + lastLines(),
                            e);
                }
            }
            pause();
        }
    }

    /** Nothing tells when a server in a container accepts connections: it has to be asked again. */
    private void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(BETWEEN_ATTEMPTS.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerException("Interrupted while waiting for " + getDockerImageName(), e);
        }
    }

    private String lastLines() {
        List<String> lines = getLogs().lines().toList();
        return "; the end of its output:\n  "
                + String.join("\n  ", lines.subList(Math.max(0, lines.size() - REPORTED_LINES), lines.size()));
    }

    private final class Ready extends AbstractWaitStrategy {
        @Override
        protected void waitUntilReady() {
            awaitReady();
        }
    }
}
