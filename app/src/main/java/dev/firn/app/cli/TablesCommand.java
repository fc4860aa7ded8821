package dev.firn.app.cli;

import dev.firn.app.config.Configuration;
import dev.firn.app.http.TextTable;
import dev.firn.app.run.TablePlan;
import dev.firn.app.run.TablePlan.Planned;
import dev.firn.app.run.TablePlan.Refused;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code firn tables}. */
@Command(
        name = "tables",
        description = {
            "Shows which tables would be replicated, to which Iceberg tables, by which key, and which not and why.",
            "",
            "Only reads the source's catalog. Exits 1 if a selected table cannot be replicated."
        })
final class TablesCommand implements Callable<Integer> {

    @Mixin
    private ConfigurationOption configuration = new ConfigurationOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        Configuration read = configuration.read();
        TablePlan plan = TablePlan.of(read);
        print(plan, spec.commandLine().getOut());
        return plan.refused().isEmpty() ? ExitStatus.DONE : ExitStatus.NOT_AS_HOPED;
    }

    static void print(TablePlan plan, PrintWriter out) {
        TextTable list = new TextTable("SOURCE", "LAKE", "MODE", "KEY", "COLUMNS", "ROWS");
        for (Planned table : plan.planned()) {
            list.add(
                    table.layout().table().toString(),
                    table.lakeName(),
                    table.layout().mode().name().toLowerCase(Locale.ROOT),
                    table.layout().key().isEmpty()
                            ? "none"
                            : String.join(", ", table.layout().keyNames()),
                    Integer.toString(table.layout().columns().size()),
                    table.estimatedRows().isPresent()
                            ? "about "
                                    + String.format(
                                            Locale.ROOT,
                                            "%,d",
                                            table.estimatedRows().getAsLong())
                            : "unknown");
        }
        out.print(list);
        plan.planned().forEach(table -> notes(table.layout().table().toString(), table.notes(), out));
        for (Refused table : plan.refused()) {
            out.println();
            out.println(table.table() + " cannot be replicated:");
            table.problems().forEach(problem -> out.println("  - " + problem));
        }
        out.println();
        out.println(plan.planned().size() + " tables would be replicated, "
                + plan.refused().size() + " cannot be");
        out.flush();
    }

    private static void notes(String table, List<String> notes, PrintWriter out) {
        notes.forEach(note -> out.println("  " + table + ": " + note));
    }
}
