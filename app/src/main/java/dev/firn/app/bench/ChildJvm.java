package dev.firn.app.bench;

import dev.firn.app.demo.server.ServerException;
import dev.firn.app.demo.server.ServerProcess;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * A JVM with a heap of 1 GB that does one side's work and measures itself.
 *
 * @param title who it is, for errors
 * @param mainClass what it runs
 * @param classPath where that is found
 * @param options options of the JVM beside the heap's size
 */
record ChildJvm(String title, Class<?> mainClass, String classPath, List<String> options) {

    static final String HEAP = "1g";

    /** Beyond this a run is taken for stuck. */
    private static final Duration PATIENCE = Duration.ofHours(2);

    /** Runs it to its end. */
    Measurement run(Path log, LongConsumer progress, String... arguments) {
        try (ServerProcess process = start(log, arguments)) {
            var unused = process.line(line -> told(line, progress));
            String measured = process.awaitLine(
                    "its measurement", line -> Measurement.parse(line).isPresent(), PATIENCE);
            int status = process.awaitExit(PATIENCE);
            if (status != 0) {
                throw new BenchFailedException(title + " ended with status " + status + process.lastLines()
                        + "\nMend what it says, and run the benchmark again.");
            }
            return Measurement.parse(measured).orElseThrow();
        } catch (ServerException e) {
            throw new BenchFailedException(
                    e.getMessage() + "\nThere is no result. Mend what it says, and run the benchmark again.", e);
        }
    }

    /** Passes progress on, and is never the line that is waited for. */
    private static boolean told(String line, LongConsumer progress) {
        long rows = Stopwatch.progress(line);
        if (rows >= 0) {
            progress.accept(rows);
        }
        return false;
    }

    private ServerProcess start(Path log, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx" + HEAP);
        if (Runtime.version().feature() >= 22) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        if (options.stream().noneMatch(ChildJvm::isCollector)) {
            command.addAll(ownCollector());
        }
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, mainClass.getName()));
        command.addAll(List.of(arguments));
        return ServerProcess.start(title, command, Map.of(), log);
    }

    /** The garbage collector that this process was started with, which is the one that Firn ships with. */
    private static List<String> ownCollector() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(ChildJvm::isCollector)
                .toList();
    }

    private static boolean isCollector(String option) {
        return option.startsWith("-XX:+Use") && option.endsWith("GC");
    }

    /** The class path of this process. */
    static String ownClassPath() {
        // A test runner may start its JVM with a jar that only names the class path.
        String ofTests = System.getProperty("surefire.test.class.path");
        return ofTests == null ? System.getProperty("java.class.path") : ofTests;
    }
}
