package dev.firn.app.servers;

import java.net.URI;
import java.time.Duration;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;

/** The stand-in for AWS in a container: the same script, in moto's own image. */
final class AwsStandInContainer implements AwsStandIn.Host {

    /** Of the version in {@code requirements.txt}. */
    static final String IMAGE = "motoserver/moto:5.2.5";

    private static final int PORT = 5000;
    private static final String SCRIPT = "/stand-in/serve.py";
    private static final Duration START_TIMEOUT = Duration.ofMinutes(1);

    private final GenericContainer<?> container;

    private AwsStandInContainer(GenericContainer<?> container) {
        this.container = container;
    }

    static AwsStandIn start() {
        GenericContainer<?> container = describe();
        container.start();
        URI endpoint = URI.create(
                "http://" + ServerContainer.address(container.getHost()) + ":" + container.getMappedPort(PORT));
        return new AwsStandIn(endpoint, new AwsStandInContainer(container));
    }

    /** One that is not started yet. */
    static GenericContainer<?> describe() {
        return new GenericContainer<>(DockerImageName.parse(IMAGE))
                .withCopyToContainer(Transferable.of(AwsStandIn.text("serve.py")), SCRIPT)
                // Not moto's own server, which is the image's entry point.
                .withCreateContainerCmdModifier(
                        create -> create.withEntrypoint("python3", "-u", SCRIPT, "0.0.0.0", String.valueOf(PORT)))
                .withExposedPorts(PORT)
                .waitingFor(Wait.forLogMessage(".*Running on http.*\\n", 1).withStartupTimeout(START_TIMEOUT));
    }

    @Override
    public String lastLines() {
        return "; its output:\n" + container.getLogs();
    }

    @Override
    public void end() {
        container.stop();
    }
}
