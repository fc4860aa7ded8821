package dev.firn.app.it;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.firn.app.servers.AwsStandIn.Moment;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.rest.CatalogHandlers;
import org.apache.iceberg.rest.RESTCatalogProperties.SnapshotMode;
import org.apache.iceberg.rest.RESTSerializers;
import org.apache.iceberg.rest.requests.CreateNamespaceRequest;
import org.apache.iceberg.rest.requests.CreateTableRequest;
import org.apache.iceberg.rest.requests.UpdateTableRequest;
import org.apache.iceberg.rest.responses.ConfigResponse;
import org.apache.iceberg.rest.responses.ErrorResponse;

/** A REST catalog on loopback over a catalog in a file: Iceberg's own rules behind the specification's paths, which fail on demand. */
final class RestStandIn implements AutoCloseable {

    private static final ObjectMapper MAPPER = mapper();

    private final JdbcCatalog catalog;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private Moment failureAt = Moment.BEFORE;
    private int failures;

    private record Answer(int status, Optional<Object> body) {}

    private RestStandIn(JdbcCatalog catalog, HttpServer server) {
        this.catalog = catalog;
        this.server = server;
    }

    /**
     * Starts one.
     *
     * @param directory exists; catalog and warehouse are in it
     * @param fileIo the class that stores the tables' metadata
     */
    static RestStandIn start(Path directory, String fileIo) throws IOException {
        JdbcCatalog catalog = new JdbcCatalog();
        catalog.initialize(
                "rest",
                Map.of(
                        "uri",
                        "jdbc:sqlite:" + directory.resolve("rest.db") + "?busy_timeout=10000",
                        "jdbc.schema-version",
                        "V1",
                        "warehouse",
                        directory.resolve("warehouse").toString(),
                        "io-impl",
                        fileIo));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        RestStandIn standIn = new RestStandIn(catalog, server);
        server.setExecutor(standIn.threads);
        server.createContext("/", standIn::serve);
        server.start();
        return standIn;
    }

    private static ObjectMapper mapper() {
        ObjectMapper mapper = new ObjectMapper();
        mapper.setVisibility(PropertyAccessor.FIELD, JsonAutoDetect.Visibility.ANY);
        mapper.configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);
        mapper.setPropertyNamingStrategy(new PropertyNamingStrategies.KebabCaseStrategy());
        RESTSerializers.registerAll(mapper);
        return mapper;
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Makes the next updates of tables fail with 503, which a client may repeat, or after they had their effect with 500. */
    synchronized void failNextUpdates(Moment moment, int count) {
        failureAt = moment;
        failures = count;
    }

    private synchronized boolean failsNow(Moment moment) {
        if (failures > 0 && failureAt == moment) {
            failures--;
            return true;
        }
        return false;
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer;
            try {
                answer = answer(exchange);
            } catch (RuntimeException e) {
                answer = error(e);
            }
            boolean headOnly = exchange.getRequestMethod().equals("HEAD");
            byte[] body = answer.body.isEmpty() || headOnly ? new byte[0] : MAPPER.writeValueAsBytes(answer.body.get());
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static Answer error(RuntimeException failure) {
        int status = 500;
        if (failure instanceof NoSuchTableException || failure instanceof NoSuchNamespaceException) {
            status = 404;
        } else if (failure instanceof AlreadyExistsException || failure instanceof CommitFailedException) {
            status = 409;
        } else if (failure instanceof Unavailable) {
            status = 503;
        }
        return new Answer(
                status,
                Optional.of(ErrorResponse.builder()
                        .responseCode(status)
                        .withType(failure.getClass().getSimpleName())
                        .withMessage(String.valueOf(failure.getMessage()))
                        .build()));
    }

    private Answer answer(HttpExchange exchange) throws IOException {
        List<String> path =
                List.of(exchange.getRequestURI().getRawPath().substring(1).split("/"));
        String method = exchange.getRequestMethod();
        if (path.equals(List.of("v1", "config"))) {
            return found(ConfigResponse.builder().build());
        }
        if (path.size() < 2 || !path.get(1).equals("namespaces")) {
            throw new UnsupportedOperationException(method + " " + exchange.getRequestURI());
        }
        List<String> names = path.stream()
                .skip(2)
                .map(part -> URLDecoder.decode(part, StandardCharsets.UTF_8))
                .toList();
        return switch (method + " " + names.size()) {
            case "POST 0" ->
                found(CatalogHandlers.createNamespace(catalog, body(exchange, CreateNamespaceRequest.class)));
            case "GET 0" -> found(CatalogHandlers.listNamespaces(catalog, Namespace.empty()));
            case "GET 1" -> found(CatalogHandlers.loadNamespace(catalog, Namespace.of(names.get(0))));
            case "HEAD 1" -> done(() -> CatalogHandlers.namespaceExists(catalog, Namespace.of(names.get(0))));
            case "DELETE 1" -> done(() -> CatalogHandlers.dropNamespace(catalog, Namespace.of(names.get(0))));
            case "GET 2" -> found(CatalogHandlers.listTables(catalog, Namespace.of(names.get(0))));
            case "POST 2" -> found(create(names.get(0), body(exchange, CreateTableRequest.class)));
            case "GET 3" -> found(CatalogHandlers.loadTable(catalog, table(names), SnapshotMode.ALL));
            case "HEAD 3" -> done(() -> CatalogHandlers.tableExists(catalog, table(names)));
            case "POST 3" -> found(update(table(names), body(exchange, UpdateTableRequest.class)));
            case "DELETE 3" -> done(() -> CatalogHandlers.dropTable(catalog, table(names)));
            case "POST 4" -> new Answer(204, Optional.empty()); // a report of metrics
            default -> throw new UnsupportedOperationException(method + " " + exchange.getRequestURI());
        };
    }

    private Object create(String namespace, CreateTableRequest request) {
        return request.stageCreate()
                ? CatalogHandlers.stageTableCreate(catalog, Namespace.of(namespace), request)
                : CatalogHandlers.createTable(catalog, Namespace.of(namespace), request);
    }

    private Object update(TableIdentifier table, UpdateTableRequest request) {
        if (failsNow(Moment.BEFORE)) {
            throw new Unavailable();
        }
        Object updated = CatalogHandlers.updateTable(catalog, table, request);
        if (failsNow(Moment.AFTER)) {
            throw new IllegalStateException("The answer is lost on demand");
        }
        return updated;
    }

    private static TableIdentifier table(List<String> names) {
        return TableIdentifier.of(names.get(0), names.get(2));
    }

    private static Answer found(Object body) {
        return new Answer(200, Optional.of(body));
    }

    private static Answer done(Runnable action) {
        action.run();
        return new Answer(204, Optional.empty());
    }

    private static <T> T body(HttpExchange exchange, Class<T> type) throws IOException {
        try (InputStream body = exchange.getRequestBody()) {
            return MAPPER.readValue(body, type);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        catalog.close();
    }

    private static final class Unavailable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unavailable() {
            super("Unavailable on demand");
        }
    }
}
