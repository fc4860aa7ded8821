package dev.firn.app.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.firn.app.demo.server.ServerException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirnProcessTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    /** Stands for a daemon. */
    static final class Daemon {

        private Daemon() {}

        public static void main(String[] arguments) throws IOException, InterruptedException {
            if (arguments[0].equals("fail")) {
                System.out.println("cannot do it");
                System.exit(3);
            }
            HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
            http.createContext("/", exchange -> {
                exchange.sendResponseHeaders(200, 2);
                exchange.getResponseBody().write("ok".getBytes(java.nio.charset.StandardCharsets.UTF_8));
                exchange.close();
            });
            http.start();
            CountDownLatch terminated = new CountDownLatch(1);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                System.out.println("sealed");
                Runtime.getRuntime().halt(0);
            }));
            System.out.println("setting " + System.getenv("SETTING") + ", heap "
                    + Runtime.getRuntime().maxMemory() / (1 << 20));
            System.out.println("listening on " + http.getAddress().getPort());
            terminated.await();
        }
    }

    @Test
    void aDaemonStartsAndEndsInOrder() throws IOException {
        try (FirnProcess firn =
                daemon("run").heap("64m").environment("SETTING", "value").start(directory)) {
            String listening = firn.awaitLine("listening on ", LONG);
            String port = listening.substring(listening.lastIndexOf(' ') + 1);
            assertThat(firn.awaitOk(URI.create("http://127.0.0.1:" + port + "/"), LONG))
                    .isEqualTo("ok");
            assertThat(firn.line("setting value, heap 64")).isCompleted();
            firn.terminate();
            assertThat(firn.awaitExit(LONG)).isZero();
            assertThat(Files.readString(firn.log())).endsWith("sealed\n");
        }
    }

    @Test
    void aKilledDaemonHasNoLastWord() throws IOException {
        try (FirnProcess firn = daemon("run").start(directory)) {
            firn.awaitLine("listening on ", LONG);
            firn.kill();
            assertThat(firn.isAlive()).isFalse();
            assertThat(firn.awaitExit(LONG)).isEqualTo(137);
            assertThat(Files.readString(firn.log())).doesNotContain("sealed");
        }
    }

    @Test
    void whoWaitsForAProcessThatFailedIsToldWhatItSaid() {
        try (FirnProcess firn = daemon("fail").start(directory)) {
            assertThatThrownBy(() -> firn.awaitLine("listening on ", LONG))
                    .isInstanceOf(ServerException.class)
                    .hasMessageContaining("cannot do it");
            assertThat(firn.awaitExit(LONG)).isEqualTo(3);
            assertThatThrownBy(() -> firn.awaitOk(URI.create("http://127.0.0.1:1/"), LONG))
                    .isInstanceOf(ServerException.class)
                    .hasMessageContaining("cannot do it");
        }
    }

    private static FirnProcess.Launch daemon(String argument) {
        return new FirnProcess.Launch(Daemon.class.getName(), List.of(argument));
    }
}
