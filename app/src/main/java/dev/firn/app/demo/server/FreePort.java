package dev.firn.app.demo.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Finds TCP ports on loopback for servers. */
public final class FreePort {

    // Below the range from which Linux takes the ports of outgoing connections: one of those must not occupy the port
    // of a server that was killed and is about to start again.
    private static final int FIRST = 15_000;
    private static final int AFTER_LAST = 32_000;
    private static final int ATTEMPTS = 200;

    private FreePort() {}

    /** A port that nothing listens on now. */
    public static int find() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, AFTER_LAST);
            try (ServerSocket socket = new ServerSocket()) {
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return port;
            } catch (IOException taken) {
                // The next one may be free.
            }
        }
        throw new ServerException("Found no free port on loopback between " + FIRST + " and " + AFTER_LAST + " in "
                + ATTEMPTS + " attempts");
    }
}
