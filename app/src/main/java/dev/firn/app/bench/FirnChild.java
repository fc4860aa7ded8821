package dev.firn.app.bench;

import dev.firn.app.config.Configuration;
import dev.firn.app.config.ConfigurationFile;
import dev.firn.app.run.Replication;
import dev.firn.engine.pipeline.Exit;
import dev.firn.engine.pipeline.PipelineStatus;
import dev.firn.engine.pipeline.TableStatus;
import dev.firn.engine.work.FaultPoints;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The process that is measured on Firn's side: {@code firn run --until-caught-up}, with a stopwatch. */
final class FirnChild {

    private static final int LOOK_MILLIS = 10;
    private static final int LOOKS_PER_LINE = 50;

    private FirnChild() {}

    /**
     * Runs until caught up, and prints what it took.
     *
     * @param arguments the configuration file
     */
    public static void main(String[] arguments) throws InterruptedException, ExecutionException {
        Stopwatch stopwatch = Stopwatch.start();
        Configuration configuration = ConfigurationFile.ofThisProcess().read(Path.of(arguments[0]));
        try (Replication replication = Replication.open(configuration, FaultPoints.NONE)) {
            Exit exit = watch(replication, replication.runUntilCaughtUp(), stopwatch);
            Measurement measured = stopwatch.stop(rows(replication.status()));
            stopwatch.busiest().forEach(System.out::println);
            System.out.println(measured.line());
            System.out.println(exit.reason() + " " + exit.message() + " " + exit.remedy());
            System.out.flush();
            Runtime.getRuntime().exit(exit.reason().code());
        }
    }

    private static Exit watch(Replication replication, CompletionStage<Exit> ended, Stopwatch stopwatch)
            throws InterruptedException, ExecutionException {
        for (int look = 1; ; look++) {
            try {
                return ended.toCompletableFuture().get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException stillRunning) {
                look(replication, stopwatch, look % LOOKS_PER_LINE == 0);
            }
        }
    }

    private static void look(Replication replication, Stopwatch stopwatch, boolean print) {
        if (print || !stopwatch.hasFirstRow()) {
            long rows = rows(replication.status());
            if (rows > 0 && !stopwatch.hasFirstRow()) {
                stopwatch.firstRow();
            }
            if (print) {
                stopwatch.look();
                System.out.println(Stopwatch.progress(rows));
                System.out.flush();
            }
        }
    }

    private static long rows(PipelineStatus status) {
        long rows = 0;
        for (TableStatus table : status.tables()) {
            rows += table.inserts() + table.updates() + table.deletes();
            rows += table.load().map(TableStatus.LoadStatus::rows).orElse(0L);
        }
        return rows;
    }
}
