package dev.firn.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.app.config.Secret;
import dev.firn.app.redaction.Redaction;
import dev.firn.engine.source.SourceException;
import dev.firn.engine.source.SourceException.Cure;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** A driver quotes the password that it was given; nobody gets to see it. */
class SecretsInFailuresTest {

    private static final String PASSWORD = "hunter2-of-the-source";

    @Command(name = "quote")
    private static final class Quoting implements Callable<Integer> {
        @Override
        public Integer call() {
            String url = "jdbc:x://h?password=" + Secret.of(PASSWORD).reveal();
            throw new SourceException(
                    Cure.OPERATOR, "Cannot connect to " + url + "; look", new SQLException("bad " + url));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"quote", "quote --verbose", "--verbose quote"})
    void aFailureIsToldWithoutIt(String command) {
        String told = run(command.split(" "));
        assertThat(told)
                .contains("firn: Cannot connect to jdbc:x://h?password=***; look")
                .doesNotContain("hunter2");
        assertThat(told.contains("Caused by: java.sql.SQLException: bad jdbc:x://h?password=***"))
                .isEqualTo(command.contains("--verbose"));
    }

    @Test
    void whatIsNeverHandedOutIsNotLookedFor() {
        Secret.of("never handed out");
        assertThat(Redaction.PROCESS.apply("never handed out")).isEqualTo("never handed out");
    }

    private static String run(String... arguments) {
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        PrintStream stderr = System.err;
        System.setErr(new PrintStream(shown, true, StandardCharsets.UTF_8));
        try {
            CommandLine firn = Firn.commandLine().addSubcommand(new Quoting());
            // As the commands that are there from the start have it.
            firn.setErr(firn.getErr());
            assertThat(firn.execute(arguments)).isEqualTo(ExitStatus.SOURCE);
        } finally {
            System.setErr(stderr);
            System.clearProperty("firn.log.level");
        }
        return shown.toString(StandardCharsets.UTF_8);
    }
}
