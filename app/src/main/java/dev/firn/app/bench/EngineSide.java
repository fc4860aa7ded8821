package dev.firn.app.bench;

import dev.firn.app.bench.debezium.EngineChild;
import dev.firn.engine.source.DatabaseAddress;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;

/** Debezium's engine with the configuration that its documentation gives, and defaults for all else. */
final class EngineSide {

    private static final int MARK_MILLIS = 300;
    private static final String ENGINE_CLASS = "io.debezium.embedded.Connect";

    private final Path directory;
    private final List<String> properties;
    private final List<String> jvmOptions;

    private EngineSide(Path directory, List<String> properties, List<String> jvmOptions) {
        this.directory = directory;
        this.properties = properties;
        this.jvmOptions = jvmOptions;
    }

    /**
     * Takes down the configuration.
     *
     * @param directory new; for the engine's offsets and schema history
     * @param tables a regular expression
     */
    static EngineSide prepare(Path directory, BenchDatabase database, String tables, List<String> jvmOptions)
            throws IOException {
        Files.createDirectories(directory);
        DatabaseAddress address = database.address();
        List<String> properties = new ArrayList<>(List.of(
                "name=debezium",
                "topic.prefix=debezium",
                "offset.storage=org.apache.kafka.connect.storage.FileOffsetBackingStore",
                "offset.storage.file.filename=" + directory.resolve("offsets"),
                "database.hostname=" + address.host(),
                "database.port=" + address.port(),
                "database.user=" + address.user(),
                // The connector asks for one; the server does not.
                "database.password=" + address.password(),
                "table.include.list=" + tables));
        properties.addAll(database.engineProperties(directory));
        return new EngineSide(directory, properties, jvmOptions);
    }

    /** Lets the engine read a table's rows. */
    Measurement snapshot(long rows, LongConsumer progress) throws IOException {
        return run("snapshot", "initial_only", rows, progress);
    }

    /** Lets the engine take its place in the log, to go on from there later. */
    void begin(BenchDatabase database) throws IOException, SQLException, InterruptedException {
        FutureTask<Measurement> reading = new FutureTask<>(() -> run("stream", "no_data", 0, rows -> {}));
        Thread thread = new Thread(reading, "debezium-begins");
        thread.setDaemon(true);
        thread.start();
        while (!isDoneWithin(reading, MARK_MILLIS)) {
            database.mark();
        }
    }

    private static boolean isDoneWithin(FutureTask<Measurement> reading, int millis) throws InterruptedException {
        try {
            reading.get(millis, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new BenchFailedException("Debezium's engine could not begin to stream", e);
        }
    }

    /** Lets the engine go on from where it is, until so many events have come. */
    Measurement stream(long events, LongConsumer progress) throws IOException {
        return run("stream", "no_data", events, progress);
    }

    private Measurement run(String what, String snapshotMode, long rows, LongConsumer progress) throws IOException {
        Path file = directory.resolve(what + ".properties");
        List<String> lines = new ArrayList<>(properties);
        lines.add("snapshot.mode=" + snapshotMode);
        Files.write(file, lines);
        return new ChildJvm("debezium", EngineChild.class, classPath(), jvmOptions)
                .run(directory.resolve("debezium.log"), progress, file.toString(), Long.toString(rows));
    }

    /** The engine is no part of the distribution: the build puts it beside. */
    private static String classPath() {
        if (isHere()) {
            return ChildJvm.ownClassPath();
        }
        Path beside = ownJar().resolveSibling("../bench").normalize();
        if (!Files.isDirectory(beside)) {
            throw new BenchFailedException(
                    "Debezium's engine is not at " + beside
                            + ": it is no part of Firn's distribution. Run ./firn bench in the source tree, which builds both.");
        }
        return ChildJvm.ownClassPath() + File.pathSeparator + beside.resolve("*");
    }

    private static boolean isHere() {
        try {
            Class.forName(ENGINE_CLASS, false, EngineSide.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static Path ownJar() {
        try {
            return Path.of(EngineSide.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
