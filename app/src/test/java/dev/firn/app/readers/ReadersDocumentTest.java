package dev.firn.app.readers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/readers.md} says what {@link Engine} says. To write it anew:
 * {@code ./mvnw -q test -pl app -am -Dtest=ReadersDocumentTest -Dsurefire.failIfNoSpecifiedTests=false -Dfirn.docs.write=true}
 */
class ReadersDocumentTest {

    private static final Path DOCUMENT = Path.of("..", "docs", "readers.md");

    private static final String INTRODUCTION = """
            # Who reads what

            Which engine reads what of the tables that Firn writes. This file is written from the table that `firn check` and `firn tables` answer by
            (`Engine`), by

                ./mvnw -q test -pl app -am -Dtest=ReadersDocumentTest -Dsurefire.failIfNoSpecifiedTests=false -Dfirn.docs.write=true

            and a test compares the two. Name your engines under `sink.readers`, and `firn check` tells, for each of them, what it cannot read of your
            tables, and what helps. "right", "refused" and "wrong" were run in November 2026, on tables that Firn wrote, with the version that is named; "documented" is
            what the maker of the engine or of another writer says; where nothing was run and nothing is written, the table says that.

            With `sink.deletes: resolved` rows are deleted by position: by files of position deletes in format version 2, by deletion vectors in 3. Else Firn writes equality deletes, for one
            key at a time. They apply to all partitions where a partition does not follow from the key and the row as it
            stood before is not known. It is known on MySQL, and on PostgreSQL from tables with `REPLICA IDENTITY FULL`, but not for changes that come
            while their table is loaded, nor on tables with files of several partition specs.
            """;

    @Test
    void theDocumentSaysWhatTheProgramSays() throws IOException {
        String text = INTRODUCTION + features() + engines();
        if (Boolean.getBoolean("firn.docs.write")) {
            Files.writeString(DOCUMENT, text);
        }
        assertThat(DOCUMENT).content().isEqualTo(text);
    }

    private static String features() {
        return "\n## What helps\n\n| what a table may have | where an engine does not read it |\n|---|---|\n"
                + Arrays.stream(Feature.values())
                        .map(feature -> "| " + feature.words() + " | " + feature.cure() + " |\n")
                        .collect(Collectors.joining());
    }

    private static String engines() {
        StringBuilder text = new StringBuilder("\n## By engine\n");
        for (Engine engine : Engine.values()) {
            text.append("\n### `").append(engine.word()).append("`\n\n");
            text.append(engine.version().isEmpty() ? "Not run.\n" : "Version " + engine.version() + ".\n");
            text.append("\n| | |\n|---|---|\n");
            for (Feature feature : Feature.values()) {
                text.append("| ")
                        .append(feature.words())
                        .append(" | ")
                        .append(engine.verdict(feature).text())
                        .append(" |\n");
            }
        }
        return text.toString();
    }
}
