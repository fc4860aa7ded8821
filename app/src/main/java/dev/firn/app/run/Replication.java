package dev.firn.app.run;

import dev.firn.app.config.Configuration;
import dev.firn.app.config.ConfigurationException;
import dev.firn.app.config.HttpSection;
import dev.firn.app.config.Problem;
import dev.firn.app.http.AccessToken;
import dev.firn.app.http.Answer;
import dev.firn.app.http.ControlActions;
import dev.firn.app.http.Health;
import dev.firn.app.http.HttpEndpoint;
import dev.firn.app.http.StatusJson;
import dev.firn.app.http.StatusText;
import dev.firn.app.metrics.Metrics;
import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.lake.Owner;
import dev.firn.engine.pipeline.Exit;
import dev.firn.engine.pipeline.PipelineSettings;
import dev.firn.engine.pipeline.PipelineStatus;
import dev.firn.engine.pipeline.Resumed;
import dev.firn.engine.pipeline.Supervisor;
import dev.firn.engine.source.SourceDatabase;
import dev.firn.engine.work.Backoff;
import dev.firn.engine.work.FaultPoints;
import dev.firn.engine.work.WorkerThreads;
import dev.firn.engine.work.Workers;
import dev.firn.schema.source.TableId;
import dev.firn.sink.IcebergLake;
import dev.firn.sink.maintenance.TableMaintenance;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A pipeline with all that is around it in a process: source, lake, threads, metrics and HTTP. */
public final class Replication implements AutoCloseable {

    /** How long a stop may take to seal, stage and commit what was read. Orchestrators must wait longer before they kill. */
    public static final Duration STOP_PATIENCE = Duration.ofSeconds(60);

    private static final Logger LOG = LoggerFactory.getLogger(Replication.class);
    private static final int COMMIT_THREADS = 8;

    /** So that one table is prepared, and another's chunks are found, while others are read. */
    private static final int LOADS_PER_CONNECTION = 2;

    /** Threads of loads that ask short questions, so that these do not wait for chunks to be read. */
    private static final int ASKING_THREADS = 2;

    private final Lifecycle lifecycle;
    private final Supervisor supervisor;
    private final Optional<MaintenanceScheduler> maintenance;

    private Replication(Lifecycle lifecycle, Supervisor supervisor, Optional<MaintenanceScheduler> maintenance) {
        this.lifecycle = lifecycle;
        this.supervisor = supervisor;
        this.maintenance = maintenance;
    }

    /** Opens everything; nothing is read or written before {@link #run}. */
    public static Replication open(Configuration configuration, FaultPoints faults) {
        Lifecycle lifecycle = new Lifecycle();
        try {
            return open(configuration, faults, lifecycle);
        } catch (RuntimeException | Error e) {
            lifecycle.closeAfter(e);
            throw e;
        }
    }

    private static Replication open(Configuration configuration, FaultPoints faults, Lifecycle lifecycle) {
        Metrics metrics = lifecycle.add(new Metrics(configuration.sink().commitInterval()));
        SourceDatabase source = lifecycle.add(Sources.open(configuration));
        IcebergLake lake = lifecycle.add(Lakes.open(configuration));
        Supervisor supervisor = lifecycle.add(new Supervisor(
                settings(configuration),
                source,
                lake,
                thisProcess(),
                workers(configuration, lifecycle),
                metrics.observer(),
                faults));
        Optional<MaintenanceScheduler> maintenance = Optional.empty();
        if (configuration.maintenance().enabled()) {
            maintenance = Optional.of(lifecycle.add(new MaintenanceScheduler(
                    configuration.maintenance(), lake, supervisor::status, metrics.maintenance(), faults)));
        }
        if (configuration.http().enabled()) {
            serve(configuration.http(), supervisor, maintenance, metrics, lifecycle);
        }
        return new Replication(lifecycle, supervisor, maintenance);
    }

    private static PipelineSettings settings(Configuration configuration) {
        return new PipelineSettings(
                configuration.pipeline(),
                configuration.tables().selection(),
                configuration.tablePolicy(),
                configuration.tables().columnPolicies(),
                configuration.sink().commitInterval(),
                configuration.memory().buffer().bytes(),
                LOADS_PER_CONNECTION * configuration.source().connections(),
                configuration.source().connections(),
                configuration.source().load().limit(),
                PipelineSettings.LOAD_RECORD_INTERVAL,
                STOP_PATIENCE,
                Backoff.standard());
    }

    private static Workers workers(Configuration configuration, Lifecycle lifecycle) {
        int stageThreads = Math.max(2, Runtime.getRuntime().availableProcessors());
        return lifecycle
                .add(new WorkerThreads(
                        stageThreads, COMMIT_THREADS, configuration.source().connections() + ASKING_THREADS))
                .workers();
    }

    private static Owner thisProcess() {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            host = "unknown host";
        }
        return new Owner(host, ProcessHandle.current().pid(), UUID.randomUUID().toString());
    }

    private static void serve(
            HttpSection http,
            Supervisor supervisor,
            Optional<MaintenanceScheduler> maintenance,
            Metrics metrics,
            Lifecycle lifecycle) {
        Supplier<Map<TableId, TableMaintenance>> maintained =
                () -> maintenance.map(MaintenanceScheduler::report).orElse(Map.of());
        ExecutorService probes = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "firn-health");
            thread.setDaemon(true);
            return thread;
        });
        lifecycle.add(probes::shutdownNow);
        Health health = new Health(supervisor::status, probes);
        try {
            HttpEndpoint endpoint = lifecycle.add(HttpEndpoint.start(
                    new InetSocketAddress(http.host(), http.port()),
                    Map.of(
                            "/health/live", health::live,
                            "/health/ready", health::ready,
                            "/status", () -> Answer.json(StatusJson.write(supervisor.status(), maintained.get())),
                            "/status.txt",
                                    () -> Answer.text(200, StatusText.write(supervisor.status(), maintained.get())),
                            "/metrics",
                                    () -> new Answer(
                                            200,
                                            Metrics.CONTENT_TYPE,
                                            metrics.page(supervisor.status(), maintained.get()))),
                    AccessToken.of(http.token()),
                    new ControlActions(supervisor)));
            LOG.info(
                    "Status, health and metrics at http://{}:{}",
                    http.host(),
                    endpoint.address().getPort());
        } catch (IOException e) {
            throw new ConfigurationException(List.of(new Problem(
                    "http",
                    0,
                    "",
                    "cannot listen on " + http.host() + ":" + http.port() + " (" + e.getMessage()
                            + "); another Firn may run here: choose another http.port, or set http.enabled: false")));
        }
    }

    /** Replicates until {@link #stop} or until it cannot go on; completes with the reason. */
    public CompletionStage<Exit> run() {
        maintenance.ifPresent(MaintenanceScheduler::start);
        return supervisor.run();
    }

    /** Loads and replicates up to where the source stands now, then ends. */
    public CompletionStage<Exit> runUntilCaughtUp() {
        return supervisor.runUntilCaughtUp();
    }

    /** Begins to seal, commit and end, within {@link #STOP_PATIENCE}; what {@link #run} returned then completes. */
    public void stop() {
        maintenance.ifPresent(MaintenanceScheduler::stop);
        supervisor.stop();
    }

    /** Makes {@link #run} give up the position in the log and load every table again, while its readers see the old content. */
    public CompletionStage<CheckpointId> startAnew() {
        return supervisor.startAnew();
    }

    /** Makes a paused pipeline go on; to be called before it runs. */
    public CompletionStage<Resumed> resume() {
        return supervisor.resume();
    }

    public PipelineStatus status() {
        return supervisor.status();
    }

    /** Stops if that was not done, and closes everything. */
    @Override
    public void close() {
        lifecycle.close();
    }
}
