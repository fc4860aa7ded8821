package dev.firn.app.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class RedactedLayoutTest {

    @Test
    void neitherMessagesNorStackTracesShowASecret() {
        Redaction.PROCESS.hide("hunter2-of-the-log");
        LoggerContext context = new LoggerContext();
        RedactedLayout layout = new RedactedLayout();
        layout.setContext(context);
        layout.setPattern("%level %msg%n%ex");
        layout.start();
        Throwable failure = new IllegalStateException(
                "Cannot connect", new SQLException("no such option in ?password=hunter2-of-the-log"));
        String line = layout.doLayout(
                new LoggingEvent("here", context.getLogger("library"), Level.WARN, "tried {}", failure, new Object[] {
                    "hunter2-of-the-log"
                }));
        assertThat(line)
                .startsWith("WARN tried ***")
                .contains("IllegalStateException: Cannot connect", "SQLException: no such option in ?password=***")
                .doesNotContain("hunter2");
    }

    @Test
    void theLogOfFirnHasIt() throws IOException {
        String layout = RedactedLayout.class.getName();
        assertThat(Files.readString(Path.of("src/main/resources/logback.xml")))
                .contains("<layout class=\"" + layout + "\">");
    }
}
