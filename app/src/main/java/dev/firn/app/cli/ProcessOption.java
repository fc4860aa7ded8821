package dev.firn.app.cli;

import dev.firn.app.config.HttpSection;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** {@code --address host:port}: where the running process is. */
final class ProcessOption {

    @Option(
            names = "--address",
            paramLabel = "HOST:PORT",
            description = "Where the process is; http.host and http.port of the configuration unless given.")
    private @Nullable String address;

    @Spec(Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    /** Empty if neither the option nor the configuration says where. */
    Optional<URI> root(HttpSection http) {
        if (address == null) {
            return root(http.host(), http.enabled() ? http.port() : 0);
        }
        if (!address.matches("[^:/@\\s]+:\\d{1,5}|\\[[0-9a-fA-F:.]+]:\\d{1,5}")) {
            throw new ParameterException(spec.commandLine(), "--address must be HOST:PORT, not '" + address + "'");
        }
        return Optional.of(URI.create("http://" + address));
    }

    private static Optional<URI> root(String host, int port) {
        String reachable = host.equals("0.0.0.0") ? HttpSection.DEFAULT_HOST : host;
        return port == 0 ? Optional.empty() : Optional.of(URI.create("http://" + reachable + ":" + port));
    }
}
