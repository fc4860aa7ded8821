package dev.firn.app.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves a fixed set of pages by GET, and does a fixed set of actions by POST for those who may, on threads of its own. */
public final class HttpEndpoint implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HttpEndpoint.class);
    private static final int THREADS = 4;

    /** More than the names of all tables that a pipeline can have. */
    private static final int MOST_BODY_BYTES = 1 << 20;

    private final HttpServer server;
    private final ExecutorService threads;
    private final Map<String, Supplier<Answer>> pages;
    private final AccessToken token;
    private final Map<String, Action> actions;

    private HttpEndpoint(
            HttpServer server,
            ExecutorService threads,
            Map<String, Supplier<Answer>> pages,
            AccessToken token,
            Map<String, Action> actions) {
        this.server = server;
        this.threads = threads;
        this.pages = new TreeMap<>(pages);
        this.token = token;
        this.actions = new TreeMap<>(actions);
    }

    /**
     * Starts to listen.
     *
     * @param pages what each path answers
     * @param token who may do what {@code control} can
     * @param control what can be done
     * @throws IOException if the address cannot be listened on
     */
    public static HttpEndpoint start(
            InetSocketAddress address, Map<String, Supplier<Answer>> pages, AccessToken token, ControlActions control)
            throws IOException {
        HttpServer server = HttpServer.create(address, 0);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "firn-http");
            thread.setDaemon(true);
            return thread;
        });
        HttpEndpoint endpoint = new HttpEndpoint(server, threads, pages, token, control.byPath());
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
        Action action = actions.get(exchange.getRequestURI().getPath());
        if (action == null) {
            try (exchange) {
                send(
                        exchange,
                        answer(
                                exchange.getRequestMethod(),
                                exchange.getRequestURI().getPath()));
            }
        } else {
            act(exchange, action);
        }
    }

    /** An action may take long: no thread waits for it, and the answer is sent when it is there. */
    @SuppressWarnings("FutureReturnValueIgnored") // What sending throws is handled where it is sent.
    private void act(HttpExchange exchange, Action action) {
        CompletionStage<Answer> answer;
        try {
            answer = begin(exchange, action);
        } catch (IOException | RuntimeException e) {
            LOG.warn("Cannot do what {} asks for", exchange.getRequestURI().getPath(), e);
            answer = CompletableFuture.completedStage(Answer.text(500, "The request failed; the log says why"));
        }
        answer.thenAcceptAsync(given -> sendLate(exchange, given), threads);
    }

    private CompletionStage<Answer> begin(HttpExchange exchange, Action action) throws IOException {
        if (!exchange.getRequestMethod().equals("POST")) {
            return CompletableFuture.completedStage(Answer.text(405, "Only POST is answered here"));
        }
        Optional<Answer> refusal = token.refusal(exchange.getRequestHeaders().getFirst("Authorization"));
        if (refusal.isPresent()) {
            return CompletableFuture.completedStage(refusal.get());
        }
        byte[] body = exchange.getRequestBody().readNBytes(MOST_BODY_BYTES + 1);
        if (body.length > MOST_BODY_BYTES) {
            return CompletableFuture.completedStage(Answer.text(413, "At most 1 MB is read"));
        }
        return action.perform(new String(body, StandardCharsets.UTF_8));
    }

    private static void sendLate(HttpExchange exchange, Answer answer) {
        try (exchange) {
            send(exchange, answer);
        } catch (IOException e) {
            LOG.debug("Whoever asked for {} did not wait for the answer", exchange.getRequestURI(), e);
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
