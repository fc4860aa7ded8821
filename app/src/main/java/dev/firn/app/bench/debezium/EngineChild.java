package dev.firn.app.bench.debezium;

import dev.firn.app.bench.Measurement;
import dev.firn.app.bench.Stopwatch;
import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.DebeziumEngine.RecordCommitter;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** The process that is measured on Debezium's side: the engine, and a consumer that only counts. */
public final class EngineChild {

    /** The end of the marker table's topic: its rows are no part of the work. */
    private static final String MARKER = ".marker";

    private static final int LINE_MILLIS = 500;

    private final long wanted;
    private final Stopwatch stopwatch = Stopwatch.start();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile long rows;
    private volatile @Nullable Measurement measurement;

    private EngineChild(long wanted) {
        this.wanted = wanted;
    }

    /**
     * Runs the engine, and prints what it took.
     *
     * @param arguments the file with the engine's properties, and how many rows to wait for: 0 for a marker
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(arguments[0]))) {
            properties.load(reader);
        }
        EngineChild child = new EngineChild(Long.parseLong(arguments[1]));
        child.run(properties);
        Runtime.getRuntime().exit(child.measurement == null ? 1 : 0);
    }

    private void run(Properties properties) throws IOException, InterruptedException {
        DebeziumEngine<RecordChangeEvent<SourceRecord>> engine = DebeziumEngine.create(
                        ChangeEventFormat.of(Connect.class))
                .using(properties)
                .using(this::failed)
                .notifying(this::consume)
                .build();
        Thread thread = new Thread(engine, "engine");
        thread.setDaemon(true);
        thread.start();
        while (!ended.await(LINE_MILLIS, TimeUnit.MILLISECONDS)) {
            print(Stopwatch.progress(rows));
        }
        stopwatch.busiest().forEach(EngineChild::print);
        engine.close();
        Measurement measured = measurement;
        if (measured != null) {
            print(measured.line());
        }
    }

    private static void print(String line) {
        System.out.println(line);
        System.out.flush();
    }

    private void failed(boolean success, @Nullable String message, @Nullable Throwable error) {
        if (!success) {
            print("Debezium's engine ended: " + message);
            if (error != null) {
                error.printStackTrace();
            }
        }
        ended.countDown();
    }

    /** What every consumer has to do, and no more. */
    private void consume(
            List<RecordChangeEvent<SourceRecord>> events, RecordCommitter<RecordChangeEvent<SourceRecord>> committer)
            throws InterruptedException {
        long counted = rows;
        boolean marked = false;
        for (RecordChangeEvent<SourceRecord> event : events) {
            SourceRecord record = event.record();
            if (isRow(record)) {
                boolean isMarker = record.topic().endsWith(MARKER);
                marked |= isMarker;
                counted += isMarker ? 0 : 1;
            }
            committer.markProcessed(event);
        }
        committer.markBatchFinished();
        if (counted > 0 && !stopwatch.hasFirstRow()) {
            stopwatch.firstRow();
        }
        rows = counted;
        if ((wanted == 0 ? marked : counted >= wanted) && measurement == null) {
            measurement = stopwatch.stop(counted);
            ended.countDown();
        }
    }

    /** Neither a tombstone, nor a statement that changes a schema, nor a message that somebody wrote to the log. */
    private static boolean isRow(SourceRecord record) {
        return record.value() instanceof Struct value && value.schema().field("after") != null;
    }
}
