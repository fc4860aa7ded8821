package dev.firn.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.pipeline.ExitReason;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class FirnTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void helpTeaches() {
        assertThat(execute("--help")).isZero();
        assertThat(out.toString())
                .contains("demo", "run", "check", "tables", "status", "resync", "pause", "resume", "flush")
                .contains("Exit status:")
                .contains("firn check -c firn.yaml");
    }

    @Test
    void everyExitReasonIsInTheHelp() {
        execute("--help");
        for (ExitReason reason : ExitReason.values()) {
            assertThat(out.toString()).containsPattern("(?m)^ *" + reason.code() + " ");
        }
    }

    @Test
    void theHelpOfACommand() {
        assertThat(execute("run", "--help")).isZero();
        assertThat(out.toString()).contains("--until-caught-up", "SIGTERM", "-c, --config=FILE", "-v, --verbose");
    }

    @Test
    void theVersion() {
        assertThat(execute("--version")).isZero();
        assertThat(out.toString()).startsWith("firn ").contains("java ");
    }

    @Test
    void noCommand() {
        assertThat(execute()).isEqualTo(2);
        assertThat(err.toString()).contains("Say what to do");
    }

    @Test
    void anUnknownOption() {
        assertThat(execute("run", "--untilcaughtup")).isEqualTo(2);
        assertThat(err.toString()).contains("Unknown option: '--untilcaughtup'");
    }

    @Test
    void aFileThatIsNotThere() {
        assertThat(execute("run", "-c", "no-such.yaml")).isEqualTo(2);
        assertThat(err.toString())
                .isEqualTo(
                        "firn: The configuration has a problem:%nno-such.yaml: cannot be read: there is no such file%n"
                                .formatted());
    }

    @Test
    void allProblemsOfAFileWithoutAStackTrace(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("firn.yaml"), "pipeline: x\nsorce: {}\n");

        assertThat(execute("check", "-c", file.toString())).isEqualTo(2);
        assertThat(err.toString())
                .startsWith("firn: The configuration has ")
                .contains(file + ":2: sorce: is not a known key (did you mean 'source'?)")
                .doesNotContain("\tat ");
    }

    private int execute(String... arguments) {
        CommandLine firn = Firn.commandLine();
        firn.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return firn.execute(arguments);
    }
}
