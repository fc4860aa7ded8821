package dev.firn.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firn.app.http.TableChoice;
import dev.firn.app.http.TextTable;
import dev.firn.engine.pipeline.PipelineStatus;
import dev.firn.engine.pipeline.TableStatus;
import dev.firn.schema.source.TableId;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code firn resync}. */
@Command(
        name = "resync",
        description = {
            "Loads tables again from the first row, while all others go on.",
            "",
            "Readers see the old content until the new is complete, and the history of snapshots stays. A table that was stopped comes back by it,"
                    + " and so does one that was dropped and is there again. Returns when no crash can take the request back; with --wait, when the"
                    + " tables are loaded. Needs a process that runs, and http.token."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  firn resync -c firn.yaml public.orders             one table",
            "  firn resync -c firn.yaml 'public.*' --dry-run      which tables would that be?",
            "  firn resync -c firn.yaml --all --yes --wait        everything, in a script"
        })
final class ResyncCommand extends ControlCommand {

    @Parameters(
            paramLabel = "TABLE",
            arity = "0..*",
            description = "Names as firn status shows them, schema.table; * stands for any characters.")
    private List<String> names = List.of();

    @Option(names = "--all", description = "All tables of the pipeline.")
    private boolean all;

    @Option(names = "--dry-run", description = "Only show which tables would be loaded.")
    private boolean dryRun;

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask; needed for --all and patterns where there is no terminal.")
    private boolean yes;

    @Option(
            names = "--wait",
            negatable = true,
            description = "Wait until the tables are loaded; so on a terminal unless --no-wait.")
    private @Nullable Boolean wait;

    @Override
    public Integer call() throws InterruptedException {
        if (all == !names.isEmpty()) {
            throw new ParameterException(spec().commandLine(), "Say which tables: names, or --all.");
        }
        RunningProcess running = process();
        PipelineStatus before = running.status();
        SortedSet<TableId> tables = chosen(before);
        PrintWriter out = spec().commandLine().getOut();
        boolean asks = all || names.stream().anyMatch(TableChoice::isPattern);
        if (dryRun || asks) {
            out.print(list(before, tables));
            out.flush();
        }
        if (dryRun || (asks && !yes && !isConfirmed(tables.size(), out))) {
            return ExitStatus.DONE;
        }
        JsonNode answer = tell(running, "resync", ControlAnswer.tables(tables));
        List<String> refused = told(answer, out);
        Set<TableId> queued = new TreeSet<>();
        answer.required("queued").forEach(table -> queued.add(TableId.parse(table.asText())));
        boolean waits = wait == null ? Ansi.AUTO.enabled() : wait;
        if (waits && !queued.isEmpty() && !areLoaded(LoadWait.await(running, queued), out)) {
            return ExitStatus.TABLES_STOPPED;
        }
        return refused.isEmpty() ? ExitStatus.DONE : ExitStatus.NOT_AS_HOPED;
    }

    private SortedSet<TableId> chosen(PipelineStatus status) {
        List<TableId> known = status.tables().stream().map(TableStatus::table).toList();
        if (all) {
            return new TreeSet<>(known);
        }
        TableChoice choice = TableChoice.of(names, known);
        if (!choice.problems().isEmpty()) {
            throw new RunningProcess.Refusal(ExitStatus.CONFIGURATION, String.join("\n", choice.problems()));
        }
        return choice.tables();
    }

    private static String list(PipelineStatus status, Set<TableId> tables) {
        TextTable list = new TextTable("TABLE", "STATE");
        status.tables().stream()
                .filter(table -> tables.contains(table.table()))
                .forEach(table ->
                        list.add(table.table().toString(), table.state().name().toLowerCase(Locale.ROOT)));
        return list.toString();
    }

    private boolean isConfirmed(int count, PrintWriter out) {
        if (!Terminal.isThere()) {
            throw new ParameterException(
                    spec().commandLine(),
                    "Nobody can be asked whether these " + count + " tables are meant: add --yes.");
        }
        out.print("Load these " + count + " tables again? [y/N] ");
        out.flush();
        return Terminal.readLine().strip().toLowerCase(Locale.ROOT).matches("y|yes");
    }

    private boolean areLoaded(List<TableStatus> others, PrintWriter out) {
        others.forEach(table -> out.println(
                table.table() + " is " + table.state().name().toLowerCase(Locale.ROOT) + ": " + table.reason()));
        out.println(others.isEmpty() ? "loaded" : others.size() + " tables were not loaded");
        out.flush();
        return others.isEmpty();
    }

    private List<String> told(JsonNode answer, PrintWriter out) {
        answer.required("queued")
                .forEach(table -> out.println(
                        table.asText() + " will be loaded again; its readers see the old content until then"));
        out.flush();
        List<String> refused = new ArrayList<>();
        answer.required("refused").properties().forEach(entry -> {
            refused.add(entry.getKey());
            PrintWriter err = spec().commandLine().getErr();
            err.println("firn: " + entry.getKey() + " is not loaded again: "
                    + entry.getValue().asText());
            err.flush();
        });
        return refused;
    }
}
