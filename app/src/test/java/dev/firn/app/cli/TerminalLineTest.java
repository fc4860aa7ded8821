package dev.firn.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TerminalLineTest {

    private static final String ERASE = "\r\u001b[2K";

    private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();
    private final TerminalLine line = new TerminalLine(new PrintStream(terminal, true, StandardCharsets.UTF_8));

    @Test
    void isPaintedOver() {
        line.show("10 %");
        line.show("10 %");
        line.show("20 %");
        line.show("");

        assertThat(terminal.toString(StandardCharsets.UTF_8)).isEqualTo("10 %" + ERASE + "20 %" + ERASE);
    }

    @Test
    void givesWayToWhatIsLogged() throws IOException {
        line.show("10 %");
        line.above().write("a log line\n".getBytes(StandardCharsets.UTF_8));
        line.show("10 %");

        assertThat(terminal.toString(StandardCharsets.UTF_8)).isEqualTo("10 %" + ERASE + "a log line\n10 %");
    }
}
