package dev.firn.app.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firn.app.Statuses;
import dev.firn.app.config.Configuration;
import dev.firn.app.config.ConfigurationFile;
import dev.firn.app.config.SourceSection.SourceType;
import dev.firn.app.metrics.Metrics;
import dev.firn.app.run.Replication;
import dev.firn.engine.pipeline.ExitReason;
import dev.firn.engine.pipeline.TableStatus.State;
import dev.firn.schema.source.TableId;
import dev.firn.sink.maintenance.Debt;
import dev.firn.sink.maintenance.TableMaintenance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What an operator copies is true: it parses, and what it names exists. */
class DeployedFilesTest {

    private static final Path ROOT = root();
    private static final Path DEPLOY = ROOT.resolve("deploy");
    private static final Pattern METRIC = Pattern.compile("\\b(?:firn|jvm|process|system)_[a-z_]+\\b");

    @ParameterizedTest
    @ValueSource(strings = {"alerts.yml", "grafana-dashboard.json"})
    void everyMetricThatIsNamedIsExported(String file) {
        Set<String> named = matches(METRIC, read(DEPLOY.resolve(file)));

        assertThat(named).isNotEmpty();
        assertThat(exportedMetrics()).containsAll(named);
    }

    @Test
    void everyMetricThatIsExportedIsDocumented() {
        Set<String> own = exportedMetrics().stream()
                .filter(name -> name.startsWith("firn_"))
                .map(name -> name.replaceAll("_(sum|count|max)$", ""))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(matches(METRIC, read(ROOT.resolve("docs/operations.md")))).containsAll(own);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ecs-task-definition.json", "iam-policy.json", "grafana-dashboard.json"})
    void jsonParses(String file) throws IOException {
        assertThat(json(file).isObject()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"prometheus.yml", "alerts.yml"})
    void yamlParses(String file) {
        assertThat(new Load(LoadSettings.builder().build()).loadFromString(read(DEPLOY.resolve(file))))
                .isNotNull();
    }

    @Test
    void prometheusScrapesWhereFirnListens() {
        Configuration configuration = example("rds-postgres-to-glue.yaml");
        assertThat(read(DEPLOY.resolve("prometheus.yml")))
                .contains(
                        configuration.http().host() + ":" + configuration.http().port())
                .contains("metrics_path: /metrics");
    }

    @Test
    void anOrchestratorWaitsLongerThanAStopTakes() throws IOException {
        Duration systemd =
                Duration.ofSeconds(Long.parseLong(unitValues("TimeoutStopSec").get(0)));
        Duration ecs = Duration.ofSeconds(json("ecs-task-definition.json")
                .at("/containerDefinitions/0/stopTimeout")
                .asLong());

        assertThat(systemd).isGreaterThan(Replication.STOP_PATIENCE.plusSeconds(10));
        assertThat(ecs).isGreaterThan(Replication.STOP_PATIENCE.plusSeconds(10));
    }

    @Test
    void systemdDoesNotRestartWhatOnlyAnOperatorMends() {
        List<String> operators = Stream.of(
                        ExitReason.CONFIGURATION,
                        ExitReason.SOURCE_NEEDS_OPERATOR,
                        ExitReason.LAKE_NEEDS_OPERATOR,
                        ExitReason.FENCED)
                .map(reason -> Integer.toString(reason.code()))
                .toList();

        assertThat(Arrays.asList(unitValues("RestartPreventExitStatus").get(0).split(" ")))
                .hasSameElementsAs(operators);
        assertThat(unitValues("Restart")).containsExactly("on-failure");
    }

    @Test
    void theUnitHasKeysAndSectionsOnly() {
        assertThat(read(DEPLOY.resolve("firn.service"))
                        .lines()
                        .filter(line -> !line.isBlank() && !line.startsWith("#")))
                .allMatch(line -> line.matches("\\[(Unit|Service|Install)]|[A-Z][A-Za-z]+=.*"));
    }

    @Test
    void theDistributionIsWhereTheBuildPutsIt() {
        assertThat(read(DEPLOY.resolve("Dockerfile")))
                .contains("app/target/firn/lib", "/opt/firn/lib/firn-app.jar", "USER 10001");
        assertThat(unitValues("ExecStart").get(0)).contains("-jar /opt/firn/lib/firn-app.jar run -c ");
        assertThat(read(ROOT.resolve("app/pom.xml"))).contains("<finalName>firn-app</finalName>");
    }

    @Test
    void theExamplesLoad() {
        assertThat(example("rds-postgres-to-glue.yaml").source().type()).isEqualTo(SourceType.POSTGRES);
        assertThat(example("rds-mysql-to-glue.yaml").source().type()).isEqualTo(SourceType.MYSQL);
        assertThat(example("local.yaml").sink().commitInterval()).isEqualTo(Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "docs/configuration.md"})
    void theConfigurationsOfTheDocumentsLoad(String document) throws IOException {
        List<String> texts = Pattern.compile("(?s)```yaml\n(.*?)```")
                .matcher(read(ROOT.resolve(document)))
                .results()
                .map(match -> match.group(1).stripIndent())
                .filter(text -> text.startsWith("pipeline: "))
                .toList();

        assertThat(texts).isNotEmpty();
        for (String text : texts) {
            Path file = Files.createTempFile("firn", ".yaml");
            try {
                assertThat(ConfigurationFile.withEnvironment(name -> "x").read(Files.writeString(file, text)))
                        .isNotNull();
            } finally {
                Files.delete(file);
            }
        }
    }

    @Test
    void theReadmesTestCommand() {
        assertThat(read(ROOT.resolve("README.md"))).contains("./mvnw -B -ntp verify\n", "./firn demo\n");
    }

    private static Set<String> exportedMetrics() {
        try (Metrics metrics = new Metrics(Duration.ofMinutes(5))) {
            TableMaintenance maintained = new TableMaintenance(
                    Instant.now(), Duration.ZERO, 0, 0, 0, 0, Optional.of(new Debt(1, 1, 1, 1)), Optional.empty());
            String page = metrics.page(
                    Statuses.running(
                            Statuses.stopped("public.a"),
                            Statuses.loading("public.b", State.LOADING, 1, OptionalLong.of(2))),
                    Map.of(new TableId("public", "a"), maintained));
            // The JVM's pauses are exported after the first one only; Prometheus takes an absent series for no pause.
            Set<String> names = matches(Pattern.compile("(?m)^[a-z_]+"), page);
            names.add("jvm_gc_pause_seconds_sum");
            return names;
        }
    }

    private static Configuration example(String name) {
        return ConfigurationFile.withEnvironment(variable -> "x")
                .read(DEPLOY.resolve("examples").resolve(name));
    }

    private static JsonNode json(String file) throws IOException {
        return new ObjectMapper().readTree(read(DEPLOY.resolve(file)));
    }

    private static List<String> unitValues(String key) {
        return read(DEPLOY.resolve("firn.service"))
                .lines()
                .filter(line -> line.startsWith(key + "="))
                .map(line -> line.substring(key.length() + 1))
                .toList();
    }

    private static Set<String> matches(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Tests run in the module's folder. */
    private static Path root() {
        Path here = Path.of("").toAbsolutePath();
        return Files.isDirectory(here.resolve("deploy")) ? here : here.getParent();
    }
}
