package dev.firn.app.cli;

import dev.firn.app.config.Configuration;
import dev.firn.app.run.Lakes;
import dev.firn.app.run.MaintenanceHistory;
import dev.firn.app.run.MaintenanceScheduler;
import dev.firn.app.run.StoredStatus;
import dev.firn.engine.pipeline.PipelineStatus;
import dev.firn.engine.pipeline.TableStatus;
import dev.firn.engine.work.FaultPoints;
import dev.firn.schema.source.TableId;
import dev.firn.sink.IcebergLake;
import dev.firn.sink.maintenance.Maintenance;
import dev.firn.sink.maintenance.TaskResult;
import dev.firn.sink.maintenance.TaskResult.Task;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code firn maintain}. */
@Command(
        name = "maintain",
        description = {
            "Writes small files and files with deletes anew, merges manifests, expires snapshots and removes files that nobody lists, once.",
            "",
            "Beside a running process or without one: what firn run does in the background. Everything that Firn, a branch, a tag or a load needs"
                    + " stays. Ctrl-C and SIGTERM end it at once, and lose nothing. Exits 1 if a task failed."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  firn maintain -c firn.yaml --dry-run        what would be done?",
            "  firn maintain -c firn.yaml public.orders    this table alone"
        })
final class MaintainCommand implements Callable<Integer> {

    private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);

    @Mixin
    private ConfigurationOption configuration = new ConfigurationOption();

    @Option(names = "--dry-run", description = "Say what would be done, and do nothing.")
    private boolean dryRun;

    @Parameters(paramLabel = "TABLE", description = "Source tables, such as public.orders; all if none is named.")
    private List<String> names = new ArrayList<>();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        Configuration read = configuration.read();
        OrderlyStop stop = OrderlyStop.install(STOP_PATIENCE);
        PrintWriter out = spec.commandLine().getOut();
        try (IcebergLake lake = Lakes.open(read);
                Maintenance maintenance =
                        MaintenanceScheduler.maintenance(read.maintenance(), lake, FaultPoints.NONE)) {
            stop.whenAsked(maintenance::stop);
            Optional<PipelineStatus> status = StoredStatus.read(read);
            if (status.isEmpty()) {
                out.println("The pipeline " + read.pipeline() + " has no checkpoint yet: there is nothing to maintain");
                out.flush();
                return ExitStatus.DONE;
            }
            return maintain(read, maintenance, status.get(), out);
        } catch (CancellationException e) {
            out.println("Stopped; what was done is done");
            out.flush();
            return ExitStatus.DONE;
        }
    }

    private int maintain(Configuration read, Maintenance maintenance, PipelineStatus status, PrintWriter out) {
        List<TableStatus> chosen = chosen(status.tables());
        MaintenanceHistory history = new MaintenanceHistory();
        AtomicInteger failures = new AtomicInteger();
        int done = 0;
        for (TableStatus table : chosen) {
            done++;
            String place = "[" + done + "/" + chosen.size() + "] " + table.table();
            out.println(place);
            out.flush();
            Set<Task> tasks = MaintenanceScheduler.tasks(table.state(), EnumSet.allOf(Task.class));
            maintenance.maintain(table.table(), read.maintenance().of(table.table()), tasks, dryRun, result -> {
                print(result, failures, out);
                history.add(table.table(), result);
            });
        }
        if (!dryRun) {
            history.write(maintenance, status);
        }
        if (names.isEmpty()) {
            out.println("the table of checkpoints");
            maintenance.maintainCheckpoints(
                    read.maintenance().history(),
                    read.maintenance().general().removeOrphans().age(),
                    EnumSet.allOf(Task.class),
                    dryRun,
                    result -> print(result, failures, out));
        }
        out.println(dryRun ? "Nothing was done: this was a dry run" : "Done");
        out.flush();
        return failures.get() == 0 ? ExitStatus.DONE : ExitStatus.NOT_AS_HOPED;
    }

    private List<TableStatus> chosen(List<TableStatus> known) {
        if (names.isEmpty()) {
            return known;
        }
        List<TableStatus> chosen = new ArrayList<>();
        for (String name : names) {
            TableId table = TableId.parse(name);
            chosen.add(known.stream()
                    .filter(each -> each.table().equals(table))
                    .findFirst()
                    .orElseThrow(() -> new CommandLine.ParameterException(
                            spec.commandLine(), "The pipeline has no table " + name + " (case counts)")));
        }
        return chosen;
    }

    private void print(TaskResult result, AtomicInteger failures, PrintWriter out) {
        if (result.hasFailed()) {
            failures.incrementAndGet();
        }
        if (result.isWorthTelling()) {
            out.println("  " + (dryRun ? "would have: " : "") + MaintenanceScheduler.describe(result));
            out.flush();
        }
    }
}
