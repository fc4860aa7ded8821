package dev.firn.app.cli;

import dev.firn.app.redaction.RedactedWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Locale;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command {@code firn}. */
@Command(
        name = "firn",
        description =
                "Replicates a MySQL or PostgreSQL database into Apache Iceberg tables, continuously and exactly once.",
        versionProvider = Version.class,
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            RunCommand.class,
            CheckCommand.class,
            TablesCommand.class,
            StatusCommand.class,
            ResyncCommand.class,
            PauseCommand.class,
            ResumeCommand.class,
            FlushCommand.class,
            MaintainCommand.class,
            BenchCommand.class
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            " 0:done, or stopped by SIGTERM with everything committed",
            " 1:check found a failure; the demo's copy differs; a stop that took too long; no process to tell, or not in time",
            " 2:wrong usage or configuration",
            " 3:the source needs an operator (privileges, a lost slot, a purged log)",
            " 4:the lake needs an operator (credentials, a missing bucket, a full disk)",
            " 5:another process owns the pipeline",
            " 6:caught up or waited for loads, but some tables are stopped",
            " 7:asked to catch up, but the pipeline is paused",
            "70:a defect of Firn"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  firn demo                          see it work, on a database of its own",
            "  firn check -c firn.yaml            is everything in place? each failure with what mends it",
            "  firn tables -c firn.yaml           what would be replicated, and what not and why",
            "  firn run -c firn.yaml              the daemon",
            "  firn status -c firn.yaml           how is it doing?",
            "  firn resync -c firn.yaml public.t  load a table again, or bring a stopped one back",
            "  firn flush -c firn.yaml            make everything visible now",
            "  firn pause -c firn.yaml            leave the database alone, until firn resume",
            "  firn maintain -c firn.yaml         make tables fast and small again",
            "  firn bench load --source mysql     how fast is it here?"
        })
public final class Firn implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private boolean verbose;

    /** Before any logger exists, so that the logging configuration finds the level. */
    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Log more, and print stack traces.")
    void verbose(boolean on) {
        verbose = on;
        if (on) {
            LogLevel.set("DEBUG");
        }
    }

    public static void main(String[] arguments) {
        // For libraries: in Turkish the connectors' lower case of INT is no type, in Arabic a number has other digits.
        Locale.setDefault(Locale.ROOT);
        // The reader of the binlog logs by java.util.logging. The bridge makes no logger of ours yet, so the level is
        // still open.
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        // The virtual machine would print it past the log, with whatever it quotes.
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> LoggerFactory.getLogger(Firn.class)
                .error("The thread {} has ended by a defect", thread.getName(), failure));
        System.exit(commandLine().execute(arguments));
    }

    /** The command with all its subcommands, to be executed in this process. */
    public static CommandLine commandLine() {
        Firn firn = new Firn();
        return new CommandLine(firn)
                .setOut(redacted(System.out))
                .setErr(redacted(System.err))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(110)
                .setExecutionExceptionHandler((failure, command, result) -> firn.report(failure, command.getErr()));
    }

    /** What commands print tells what drivers and clients said, and those may quote a secret. */
    private static PrintWriter redacted(PrintStream stream) {
        return new PrintWriter(new RedactedWriter(stream), true);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: one of the commands below.");
    }

    private int report(Exception failure, PrintWriter err) {
        Failure told = Failure.of(failure);
        err.println("firn: " + told.message());
        if (verbose) {
            failure.printStackTrace(err);
        } else if (told.code() == ExitStatus.DEFECT) {
            err.println(
                    "This is a defect of Firn. Please report it with the output of the same command under --verbose.");
        }
        err.flush();
        return told.code();
    }
}
