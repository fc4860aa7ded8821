package dev.firn.app.it;

import dev.firn.app.demo.server.ServerException;
import dev.firn.app.demo.server.ServerProcess;
import dev.firn.app.http.StatusReading;
import dev.firn.engine.pipeline.PipelineStatus;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** The command {@code firn} in a JVM of its own; closing it kills it. */
public final class FirnProcess implements AutoCloseable {

    private static final String MAIN_CLASS = "dev.firn.app.cli.Firn";
    private static final Duration POLL = Duration.ofMillis(50);
    private static final AtomicInteger STARTED = new AtomicInteger();

    private final ServerProcess process;
    private final Optional<ClassArchive.Leaving> leaving;

    private FirnProcess(ServerProcess process, Optional<ClassArchive.Leaving> leaving) {
        this.process = process;
        this.leaving = leaving;
    }

    /** A command, to be started with the class path of the running test. */
    public static Launch command(String... arguments) {
        return new Launch(MAIN_CLASS, List.of(arguments));
    }

    /** What can be said before the start. */
    public static final class Launch {

        private final String mainClass;
        private final List<String> arguments;
        private final Map<String, String> environment = new HashMap<>();
        private final List<String> options = new ArrayList<>();
        private Optional<ClassArchive.Leaving> leaving = Optional.empty();

        Launch(String mainClass, List<String> arguments) {
            this.mainClass = mainClass;
            this.arguments = arguments;
            if (Runtime.version().feature() >= 22) {
                options.add("--enable-native-access=ALL-UNNAMED");
            }
        }

        /** Sets the most heap it may use, such as {@code 512m}. */
        public Launch heap(String size) {
            options.add("-Xmx" + size);
            return this;
        }

        /** Adds an option of the JVM. */
        public Launch option(String option) {
            options.add(option);
            return this;
        }

        /** Says that it will end before it is killed, and may leave its classes to later ones. */
        Launch endsByItself() {
            leaving = ClassArchive.ofThisRun().leave();
            return this;
        }

        public Launch environment(String name, String value) {
            environment.put(name, value);
            return this;
        }

        public Launch environment(Map<String, String> variables) {
            environment.putAll(variables);
            return this;
        }

        /**
         * Starts it.
         *
         * @param directory exists; its output is appended to {@code firn.log} there
         */
        public FirnProcess start(Path directory) {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            // Such a process lives for seconds, most of which the optimising compiler would take.
            command.add("-XX:TieredStopAtLevel=1");
            command.addAll(options);
            ClassArchive archive = ClassArchive.ofThisRun();
            command.addAll(leaving.map(left -> List.of(left.option())).orElseGet(archive::options));
            command.addAll(List.of("-cp", archive.classPath(), mainClass));
            command.addAll(arguments);
            String name = "firn-" + STARTED.incrementAndGet();
            return new FirnProcess(
                    ServerProcess.start(name, command, environment, directory.resolve("firn.log")), leaving);
        }
    }

    static String classPathOfTests() {
        // Surefire may start its JVM with a jar that only names the class path.
        String ofTests = System.getProperty("surefire.test.class.path");
        return ofTests == null ? System.getProperty("java.class.path") : ofTests;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** The file with all it has printed, also in earlier starts in the same directory. */
    public Path log() {
        return process.log();
    }

    /** The first line with a text, past or to come; fails when the output ends without one. */
    public CompletableFuture<String> line(String text) {
        return process.line(line -> line.contains(text));
    }

    /** Waits for a line with a text, past or to come. */
    public String awaitLine(String text, Duration timeout) {
        return process.awaitLine(text, line -> line.contains(text), timeout);
    }

    /** Waits for so many lines with a text, past or to come. */
    public void awaitLines(int count, String text, Duration timeout) {
        AtomicInteger seen = new AtomicInteger();
        process.awaitLine(
                count + " times " + text, line -> line.contains(text) && seen.incrementAndGet() == count, timeout);
    }

    /** Where it tells how it is doing. */
    public URI address() {
        String line = awaitLine("Status, health and metrics at", Duration.ofMinutes(1));
        return URI.create(line.substring(line.indexOf("http://")).strip());
    }

    /** How it is doing. */
    public PipelineStatus status() {
        return StatusReading.read(awaitOk(address().resolve("/status"), Duration.ofMinutes(1)));
    }

    /** Waits until an HTTP address answers with status 200; fails at once when the process ends. */
    public String awaitOk(URI address, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request =
                HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(5)).build();
        String last = "nothing";
        while (System.nanoTime() < deadline) {
            if (!process.isAlive()) {
                throw new ServerException(process + " ended before " + address + " answered" + process.lastLines());
            }
            try {
                HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
                if (response.statusCode() == 200) {
                    return response.body();
                }
                last = response.statusCode() + " " + response.body();
            } catch (IOException notYet) {
                last = notYet.toString();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ServerException("Interrupted while waiting for " + address, e);
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
        throw new ServerException(
                address + " did not answer with 200 within " + timeout + ", but with " + last + process.lastLines());
    }

    /** Ends it as the machine's failure would. */
    public void kill() {
        process.kill();
    }

    /** Asks it to end, with SIGTERM. */
    public void terminate() {
        process.terminate();
    }

    /** Waits for its end and returns its exit status; 137 after a kill, 143 after a SIGTERM that it did not mind. */
    public int awaitExit(Duration timeout) {
        int status = process.awaitExit(timeout);
        leaving.ifPresent(ClassArchive.Leaving::left);
        return status;
    }

    /** The end of its output, for messages. */
    public String lastLines() {
        return process.lastLines();
    }

    @Override
    public void close() {
        process.kill();
    }

    @Override
    public String toString() {
        return process.toString();
    }
}
