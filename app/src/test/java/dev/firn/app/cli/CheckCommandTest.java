package dev.firn.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.source.Finding;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckCommandTest {

    @Test
    void findingsWithTheirRemedies() {
        StringWriter out = new StringWriter();

        CheckCommand.print(
                List.of(
                        Finding.ok("wal_level", "is logical"),
                        Finding.warning(
                                "public.a",
                                "has no REPLICA IDENTITY FULL",
                                "ALTER TABLE public.a REPLICA IDENTITY FULL;"),
                        Finding.failure(
                                "slots",
                                "all 10 are taken",
                                "ALTER SYSTEM SET max_replication_slots = 20;\n-- and restart")),
                new PrintWriter(out));

        assertThat(out.toString().lines())
                .containsExactly(
                        "ok    wal_level  is logical",
                        "warn  public.a   has no REPLICA IDENTITY FULL",
                        "      ALTER TABLE public.a REPLICA IDENTITY FULL;",
                        "FAIL  slots      all 10 are taken",
                        "      ALTER SYSTEM SET max_replication_slots = 20;",
                        "      -- and restart",
                        "",
                        "1 in order, 1 warnings, 1 failures");
    }
}
