package dev.firn.app.it;

import dev.firn.app.config.Configuration;
import dev.firn.app.config.ConfigurationFile;
import dev.firn.app.run.Replication;
import dev.firn.engine.pipeline.Exit;
import dev.firn.engine.work.FaultPoint;
import dev.firn.engine.work.FaultPoints;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * {@code firn run} that stops at one step of the protocol, says so, and stays there until it is killed or let go. Its
 * arguments: the configuration, the step, at which time the step is reached, and the file whose appearance lets it go.
 */
final class HeldFirn {

    static final String HELD = "HELD at ";
    private static final long LOOK_NANOS = 20_000_000;

    private HeldFirn() {}

    public static void main(String[] arguments) throws Exception {
        Configuration configuration = ConfigurationFile.ofThisProcess().read(Path.of(arguments[0]));
        FaultPoints hold =
                holdAt(FaultPoint.valueOf(arguments[1]), Integer.parseInt(arguments[2]), Path.of(arguments[3]));
        try (Replication replication = Replication.open(configuration, hold)) {
            Exit exit = replication.run().toCompletableFuture().get();
            System.out.println(exit.message());
            System.out.flush();
            System.exit(exit.reason().code());
        }
    }

    private static FaultPoints holdAt(FaultPoint wanted, int time, Path release) {
        AtomicInteger times = new AtomicInteger();
        return (point, subject) -> {
            if (point == wanted && times.incrementAndGet() == time) {
                System.out.println(HELD + point + " of " + subject);
                System.out.flush();
                while (!Files.exists(release)) {
                    LockSupport.parkNanos(LOOK_NANOS);
                }
            }
        };
    }
}
