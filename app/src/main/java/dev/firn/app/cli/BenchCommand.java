package dev.firn.app.cli;

import dev.firn.app.bench.DeletesBench;
import dev.firn.app.bench.LoadBench;
import dev.firn.app.bench.ReadBench;
import dev.firn.app.bench.StreamBench;
import dev.firn.app.demo.server.FileTree;
import dev.firn.sink.catalog.DeleteKind;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code firn bench}. */
@Command(
        name = "bench",
        description = {
            "Measures Firn against Debezium's own engine, on a database of its own, on this machine.",
            "",
            "Either side works in a JVM of its own with a heap of 1 GB. Debezium's engine hands its rows to a consumer that does nothing; Firn"
                    + " commits Iceberg tables to a local warehouse, which are then compared with the source. The last line is"
                    + " 'ratio X.XX', Firn's rows per second over Debezium's. Nothing else should run meanwhile."
        },
        subcommands = {BenchCommand.Load.class, BenchCommand.Stream.class, BenchCommand.Read.class},
        footerHeading = "%nExamples:%n",
        footer = {
            "  firn bench load --source postgres --rows 5000000",
            "  firn bench stream --source mysql --events 1000000 --tables 20",
            "  firn bench stream --deletes equality,resolved --keys uuid",
            "  firn bench read --rows 5000000"
        })
final class BenchCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to measure: load, stream or read.");
    }

    /** {@code firn bench load}. */
    @Command(
            name = "load",
            description = {
                "Loads one table with Firn, and reads it with Debezium's snapshot.",
                "",
                "The table has seven columns: a bigint key, int, varchar, decimal(12,2), a text of 50 characters, two timestamps. The time counts"
                        + " from the start of the process, for both."
            })
    static final class Load implements Callable<Integer> {

        @Mixin
        private BenchOptions options = new BenchOptions();

        @Option(
                names = "--rows",
                paramLabel = "N",
                defaultValue = "5000000",
                description = "How many rows the table has; ${DEFAULT-VALUE}.")
        private long rows = 5_000_000;

        @Override
        public Integer call() throws IOException, SQLException, InterruptedException {
            options.requirePositive("--rows", rows);
            return options.measure((settings, listener) -> new LoadBench(settings, rows, listener).run());
        }
    }

    /** {@code firn bench stream}. */
    @Command(
            name = "stream",
            description = {
                "Drains a backlog of changes with Firn, and with Debezium's engine.",
                "",
                "Of 100 changes in a transaction 40 are inserts, 40 updates and 20 deletes, each of another row. The time counts from the first"
                        + " event to the last: committed in Iceberg, or consumed. What the process needs to start is shown apart."
            })
    static final class Stream implements Callable<Integer> {

        @Mixin
        private BenchOptions options = new BenchOptions();

        @Option(
                names = "--events",
                paramLabel = "N",
                defaultValue = "1000000",
                description = "How many changes wait to be read, a multiple of 100; ${DEFAULT-VALUE}.")
        private long events = 1_000_000;

        @Option(
                names = "--tables",
                paramLabel = "N",
                defaultValue = "1",
                description = "In how many tables they are; ${DEFAULT-VALUE}.")
        private int tables = 1;

        @Option(
                names = "--deletes",
                paramLabel = "KIND",
                split = ",",
                description = {
                    "Instead of Debezium's engine: Firn alone, with deletes of this kind, on one table that it has loaded before; with"
                            + " 'equality,resolved' both, and the ratio of the second to the first. Half of the changes are of recent rows, half of"
                            + " rows all over the table. On PostgreSQL."
                })
        private List<DeleteKind> deletes = List.of();

        @Option(
                names = "--table-rows",
                paramLabel = "N",
                defaultValue = "10000000",
                description = "With --deletes: how many rows the table has before; ${DEFAULT-VALUE}.")
        private long tableRows = 10_000_000;

        @Option(
                names = "--keys",
                paramLabel = "KIND",
                defaultValue = "SERIAL",
                description = "With --deletes: serial or uuid (random); ${DEFAULT-VALUE}.")
        private DeletesBench.Keys keys = DeletesBench.Keys.SERIAL;

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() throws IOException, SQLException, InterruptedException {
            options.requirePositive("--tables", tables);
            options.requirePositive("--events", events);
            options.requireMultiple("--events", events, 100);
            if (!deletes.isEmpty()) {
                return options.report((settings, listener) -> {
                    try {
                        return new DeletesBench(settings, deletes, tableRows, keys, events, listener).run();
                    } catch (IllegalArgumentException e) {
                        throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
                    }
                });
            }
            return options.measure((settings, listener) -> new StreamBench(settings, events, tables, listener).run());
        }
    }

    /** {@code firn bench read}. */
    @Command(
            name = "read",
            description = {
                "Reads a table after many checkpoints of changes, with maintenance and without, beside one that was just written.",
                "",
                "Needs no database: rows are written as checkpoints write them. Each checkpoint changes 1 % of the rows, half of them recent;"
                        + " maintenance looks after every second. The last line is 'ratio X.XX', the time of a full scan by Iceberg's own"
                        + " reader over that of the freshly written table."
            })
    static final class Read implements Callable<Integer> {

        @Option(
                names = "--rows",
                paramLabel = "N",
                defaultValue = "5000000",
                description = "How many rows the table has; ${DEFAULT-VALUE}.")
        private int rows = 5_000_000;

        @Option(
                names = "--checkpoints",
                paramLabel = "N",
                defaultValue = "288",
                description = "How many checkpoints change it; ${DEFAULT-VALUE}, a day.")
        private int checkpoints = 288;

        @Option(
                names = "--left-alone",
                paramLabel = "N",
                defaultValue = "24",
                description = {
                    "After how many checkpoints a table is read that nobody looks after; ${DEFAULT-VALUE}. The reader has all deleted keys in"
                            + " memory: at 288 it needs gigabytes. 0 leaves it out."
                })
        private int leftAlone = 24;

        @Mixin
        private OwnServerOptions place = new OwnServerOptions();

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() throws IOException {
            LogLevel.suggest("WARN");
            if (rows < 100 || checkpoints < 1 || leftAlone < 0) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--rows must be at least 100, --checkpoints at least 1, --left-alone at least 0");
            }
            Path directory = place.emptyDirectory("firn-bench-", spec.commandLine());
            PrintWriter out = spec.commandLine().getOut();
            try (DemoDisplay display = DemoDisplay.start(out)) {
                List<String> lines = new ReadBench(directory, rows, checkpoints, leftAlone, display).run();
                display.close();
                out.println();
                lines.forEach(out::println);
                out.flush();
                return ExitStatus.DONE;
            } finally {
                FileTree.delete(directory);
            }
        }
    }
}
