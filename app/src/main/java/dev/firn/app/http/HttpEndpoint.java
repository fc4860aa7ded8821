package dev.firn.app.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves a fixed set of pages by GET, on threads of its own. */
public final class HttpEndpoint implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HttpEndpoint.class);
    private static final int THREADS = 4;

    private final HttpServer server;
    private final ExecutorService threads;
    private final Map<String, Supplier<Answer>> pages;

    private HttpEndpoint(HttpServer server, ExecutorService threads, Map<String, Supplier<Answer>> pages) {
        this.server = server;
        this.threads = threads;
        this.pages = new TreeMap<>(pages);
    }

    /**
     * Starts to listen.
     *
     * @param pages what each path answers
     * @throws IOException if the address cannot be listened on
     */
    public static HttpEndpoint start(InetSocketAddress address, Map<String, Supplier<Answer>> pages)
            throws IOException {
        HttpServer server = HttpServer.create(address, 0);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "firn-http");
            thread.setDaemon(true);
            return thread;
        });
        HttpEndpoint endpoint = new HttpEndpoint(server, threads, pages);
        server.setExecutor(threads);
        server.createContext("/", endpoint::serve);
        server.start();
        return endpoint;
    }

    /** Where it listens; the port is the real one where any was asked for. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            send(
                    exchange,
                    answer(exchange.getRequestMethod(), exchange.getRequestURI().getPath()));
        }
    }

    private Answer answer(String method, String path) {
        Supplier<Answer> page = pages.get(path);
        if (page == null) {
            return Answer.text(404, "There is nothing at " + path + "; there is " + String.join(", ", pages.keySet()));
        }
        if (!method.equals("GET") && !method.equals("HEAD")) {
            return Answer.text(405, "Only GET is answered here");
        }
        try {
            return page.get();
        } catch (RuntimeException e) {
            LOG.warn("Cannot answer {}", path, e);
            return Answer.text(500, "The answer failed; the log says why");
        }
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", answer.contentType());
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
            exchange.sendResponseHeaders(answer.status(), -1);
            return;
        }
        // A length of 0 would mean chunks of unknown number; -1 means no body.
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    /** Stops at once; idempotent. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
