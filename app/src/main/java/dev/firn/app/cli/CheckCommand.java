package dev.firn.app.cli;

import dev.firn.app.config.Configuration;
import dev.firn.app.run.Preconditions;
import dev.firn.engine.source.Finding;
import dev.firn.engine.source.Finding.Verdict;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code firn check}. */
@Command(
        name = "check",
        description = {
            "Looks at every precondition in the source, the catalog and the warehouse, and changes nothing.",
            "",
            "Each failure comes with the statement that mends it. Exits 1 if there is any; warnings do not count."
        })
final class CheckCommand implements Callable<Integer> {

    @Mixin
    private ConfigurationOption configuration = new ConfigurationOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        Configuration read = configuration.read();
        List<Finding> findings = Preconditions.check(read);
        print(findings, spec.commandLine().getOut());
        return count(findings, Verdict.FAILURE) == 0 ? ExitStatus.DONE : ExitStatus.NOT_AS_HOPED;
    }

    static void print(List<Finding> findings, PrintWriter out) {
        int width = findings.stream()
                .mapToInt(finding -> finding.subject().length())
                .max()
                .orElse(0);
        for (Finding finding : findings) {
            String subject =
                    finding.subject() + " ".repeat(width - finding.subject().length());
            out.println(mark(finding.verdict()) + "  " + subject + "  " + finding.message());
            finding.remedy().lines().forEach(line -> out.println(" ".repeat(6) + line));
        }
        out.println();
        out.println(count(findings, Verdict.OK) + " in order, " + count(findings, Verdict.WARNING) + " warnings, "
                + count(findings, Verdict.FAILURE) + " failures");
        out.flush();
    }

    private static String mark(Verdict verdict) {
        return switch (verdict) {
            case OK -> Ansi.AUTO.string("@|green ok  |@");
            case WARNING -> Ansi.AUTO.string("@|yellow warn|@");
            case FAILURE -> Ansi.AUTO.string("@|bold,red FAIL|@");
        };
    }

    private static long count(List<Finding> findings, Verdict verdict) {
        return findings.stream().filter(finding -> finding.verdict() == verdict).count();
    }
}
