package dev.firn.app.servers;

import dev.firn.app.demo.server.Cache;
import dev.firn.app.demo.server.Command;
import dev.firn.app.demo.server.FreePort;
import dev.firn.app.demo.server.ServerException;
import dev.firn.app.demo.server.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.opentest4j.TestAbortedException;

/** The stand-in for AWS as a child process, by this machine's Python. */
final class AwsStandInProcess implements AwsStandIn.Host {

    private static final Duration START_TIMEOUT = Duration.ofMinutes(1);

    private final ServerProcess process;

    private AwsStandInProcess(ServerProcess process) {
        this.process = process;
    }

    /**
     * Starts one. The test is skipped, with the reason, on a machine without Python or a package index.
     *
     * @param directory exists; the script and its log are put there
     */
    static AwsStandIn start(Path directory) {
        Path packages = packages();
        Path script = copy("serve.py", directory);
        int port = FreePort.find();
        ServerProcess process = ServerProcess.start(
                "aws-stand-in-" + port,
                List.of("python3", "-u", script.toString(), "127.0.0.1", String.valueOf(port)),
                Map.of("PYTHONPATH", packages.toString()),
                directory.resolve("aws-stand-in.log"));
        try {
            process.awaitLine("Running on", line -> line.contains("Running on http"), START_TIMEOUT);
        } catch (ServerException e) {
            process.kill();
            throw e;
        }
        return new AwsStandIn(URI.create("http://127.0.0.1:" + port), new AwsStandInProcess(process));
    }

    @Override
    public String lastLines() {
        return process.lastLines();
    }

    @Override
    public void end() {
        process.kill();
    }

    /** A directory with moto and what it needs, for this machine's Python. */
    private static Path packages() {
        Command.Result version = Command.run(List.of(
                "python3",
                "-c",
                "import sys, sysconfig; print('%d.%d' % sys.version_info[:2] + '-' + sysconfig.get_platform())"));
        if (!version.succeeded()) {
            throw new TestAbortedException(
                    "Skipped: the stand-in for AWS needs Python 3, and there is none: " + version.output());
        }
        String requirements = AwsStandIn.text("requirements.txt");
        String name =
                "aws-stand-in-python-" + version.output().strip() + "-" + Integer.toHexString(requirements.hashCode());
        return Cache.entry(name, AwsStandInProcess::install);
    }

    private static void install(Path empty) {
        Path requirements = copy("requirements.txt", empty);
        Command.Result installed = Command.run(List.of(
                "python3",
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "--target",
                empty.toString(),
                "--requirement",
                requirements.toString()));
        if (!installed.succeeded()) {
            throw new TestAbortedException(
                    "Skipped: the stand-in for AWS could not be installed by pip: " + installed.output());
        }
    }

    private static Path copy(String resource, Path directory) {
        try {
            return Files.writeString(directory.resolve(resource), AwsStandIn.text(resource));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + resource + " to " + directory, e);
        }
    }
}
