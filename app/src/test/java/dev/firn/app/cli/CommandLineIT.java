package dev.firn.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firn.app.demo.server.PostgresServer;
import dev.firn.app.it.FirnProcess;
import dev.firn.app.servers.Servers;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands, in the order a user meets them, against a server that was prepared with {@code deploy/postgres-user.sql}. */
@TestMethodOrder(OrderAnnotation.class)
class CommandLineIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Pattern ADDRESS = Pattern.compile("http://127\\.0\\.0\\.1:\\d+");

    @TempDir
    static Path directory;

    private static PostgresServer server;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void start() throws Exception {
        server = Servers.postgres(Files.createDirectory(directory.resolve("server")));
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE public.orders (id int PRIMARY KEY, total numeric(10, 2))");
            statement.execute("INSERT INTO public.orders VALUES (1, 9.99), (2, 19.50)");
            statement.execute("CREATE TABLE public.prices (amount float8 PRIMARY KEY)");
            statement.execute(Files.readString(Path.of("..", "deploy", "postgres-user.sql")));
        }
        Files.writeString(directory.resolve("firn.yaml"), """
                pipeline: shop
                source:
                  type: postgres
                  host: %s
                  port: %d
                  database: postgres
                  user: firn
                  password: ${file:%s}
                tables:
                  include: ["public.*"]
                sink:
                  catalog: { type: jdbc, uri: "jdbc:sqlite:%s", warehouse: "%s" }
                  namespace: shop
                  commit-interval: 500ms
                  allow-short-commit-interval: true
                http: { port: 0 }
                """.formatted(
                        server.address().host(),
                        server.address().port(),
                        password("change me"),
                        directory.resolve("catalog.db"),
                        Files.createDirectory(directory.resolve("warehouse"))));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    @Order(1)
    void theUserOfTheDeployedSqlHasAllItNeeds() {
        int code = execute("check");

        assertThat(out.toString()).contains("ok    wal_level", "ok    warehouse");
        assertThat(out.toString().lines().filter(line -> line.startsWith("FAIL")))
                .as("only the table whose key Iceberg does not take fails")
                .allMatch(line -> line.contains("public.prices"));
        assertThat(code).isEqualTo(ExitStatus.NOT_AS_HOPED);
    }

    @Test
    @Order(2)
    void tablesSaysWhatIsReplicatedAndWhatNotAndWhy() {
        assertThat(execute("tables")).isEqualTo(ExitStatus.NOT_AS_HOPED);
        assertThat(out.toString())
                .containsPattern("public\\.orders +shop\\.orders +upsert +id +2 ")
                .contains("public.prices cannot be replicated:", "Column amount of type float8 cannot be a key");
    }

    @Test
    @Order(3)
    void statusBeforeTheFirstRun() {
        assertThat(execute("status")).isEqualTo(ExitStatus.NOT_AS_HOPED);
        assertThat(err.toString()).contains("the pipeline shop has never run into this lake");
    }

    @Test
    @Order(4)
    void caughtUpWithATableThatIsStopped() throws Exception {
        try (FirnProcess firn = FirnProcess.command("run", "-c", configuration(), "--until-caught-up")
                .start(ownDirectory())) {
            assertThat(firn.awaitExit(PATIENCE)).as(firn.lastLines()).isEqualTo(ExitStatus.TABLES_STOPPED);
        }
    }

    @Test
    @Order(5)
    void statusFromTheLakeAlone() throws Exception {
        assertThat(execute("status", "--json")).isZero();

        JsonNode tables = new ObjectMapper().readTree(out.toString()).get("tables");
        assertThat(tables.findValuesAsText("table")).containsExactly("public.orders", "public.prices");
        assertThat(tables.findValuesAsText("state")).containsExactly("streaming", "stopped");
        assertThat(tables.get(1).get("reason").asText()).contains("floating point");
    }

    @Test
    @Order(6)
    void sigtermCommitsAndExitsZero() throws Exception {
        try (FirnProcess firn =
                FirnProcess.command("run", "-c", configuration()).start(ownDirectory())) {
            Matcher address = ADDRESS.matcher(firn.awaitLine("Status, health and metrics at", PATIENCE));
            assertThat(address.find()).isTrue();
            URI root = URI.create(address.group());
            firn.awaitOk(root.resolve("/health/ready"), PATIENCE);
            assertThat(firn.awaitOk(root.resolve("/health/live"), PATIENCE)).contains("live");
            assertThat(firn.awaitOk(root.resolve("/metrics"), PATIENCE)).contains("firn_tables{state=\"stopped\"} 1.0");
            assertThat(firn.awaitOk(root.resolve("/status.txt"), PATIENCE))
                    .contains("shop: running", "public.prices is stopped");

            firn.terminate();

            assertThat(firn.awaitExit(PATIENCE)).as(firn.lastLines()).isZero();
        }
    }

    @Test
    @Order(7)
    void aUserThatDoesNotExistNeedsAnOperatorAndNoSecretIsShown() throws Exception {
        Path wrong = directory.resolve("wrong.yaml");
        Files.writeString(
                wrong,
                Files.readString(directory.resolve("firn.yaml"))
                        .replaceAll("password: .*", "password: hunter2")
                        .replace("user: firn", "user: nobody"));
        try (FirnProcess firn =
                FirnProcess.command("run", "-c", wrong.toString()).start(ownDirectory())) {
            assertThat(firn.awaitExit(PATIENCE)).as(firn.lastLines()).isEqualTo(ExitStatus.SOURCE);
            assertThat(firn.lastLines()).contains("nobody").doesNotContain("hunter2", "\tat ");
        }
    }

    @Test
    @Order(8)
    void aServerWithoutTheTlsThatIsAskedForNeedsAnOperator() throws Exception {
        Path encrypted = directory.resolve("encrypted.yaml");
        Files.writeString(
                encrypted,
                Files.readString(directory.resolve("firn.yaml"))
                        .replace("type: postgres", "type: postgres\n  tls: require"));
        try (FirnProcess firn =
                FirnProcess.command("run", "-c", encrypted.toString()).start(ownDirectory())) {
            assertThat(firn.awaitExit(PATIENCE)).as(firn.lastLines()).isEqualTo(ExitStatus.SOURCE);
            assertThat(firn.lastLines()).contains("source.tls");
        }
    }

    private static Path password(String text) throws Exception {
        return Files.writeString(directory.resolve("password"), text + "\n");
    }

    /** Each process has its own log. */
    private static Path ownDirectory() throws Exception {
        return Files.createTempDirectory(directory, "run");
    }

    private static String configuration() {
        return directory.resolve("firn.yaml").toString();
    }

    private int execute(String command, String... options) {
        CommandLine firn = Firn.commandLine();
        firn.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        String[] arguments = new String[options.length + 3];
        arguments[0] = command;
        arguments[1] = "-c";
        arguments[2] = configuration();
        System.arraycopy(options, 0, arguments, 3, options.length);
        return firn.execute(arguments);
    }
}
