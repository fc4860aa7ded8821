package dev.firn.app.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.app.it.Site.Ended;
import dev.firn.engine.work.FaultPoint;
import dev.firn.schema.source.TableId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.Test;

/**
 * Every change of a schema, under live traffic, with a process that is killed between the change and its commit. The stories go on side by
 * side, since each table has its own.
 */
abstract class SchemaChangeContract extends SiteContract {

    /** Where the process of a round is killed: before the change is durable, when it is, and when readers see it. */
    private static final List<FaultPoint> KILLED_AT =
            List.of(FaultPoint.BEFORE_PREPARE, FaultPoint.AFTER_PREPARE, FaultPoint.AFTER_COMMIT);

    private static final String AHEAD = "its columns are those that the log has yet to come to";

    private final List<Path> logs = new ArrayList<>();

    /** What happens to the tables; each has a column {@code id}, and what it begins with is in {@code shop}. */
    abstract List<SchemaStory> stories();

    @Test
    void everyChangeIsFollowed() throws Exception {
        List<SchemaStory> stories = stories();
        site().execute("CREATE SCHEMA shop");
        for (SchemaStory story : stories) {
            site().execute(story.setUp().toArray(String[]::new));
        }
        Path configuration = site().configuration();
        assertCaughtUp(configuration);
        logs.clear();

        List<String> tables = stories.stream().map(SchemaStory::name).toList();
        try (LiveTraffic traffic = new LiveTraffic(site().server(), tables, 1).start()) {
            try (FirnProcess firn = site().run(configuration)) {
                logs.add(firn.log());
                firn.awaitLine("Streaming the log", Site.PATIENCE);
                tell(stories, 0);
                firn.kill();
            }
            for (int round = 1; round <= KILLED_AT.size(); round++) {
                int told = round;
                CompletableFuture<Void> meanwhile = CompletableFuture.runAsync(() -> tell(stories, told));
                try (FirnProcess firn = site().runHeld(configuration, KILLED_AT.get(round - 1), 1)
                        .firn()) {
                    logs.add(firn.log());
                    meanwhile.join();
                    firn.kill();
                }
            }
        }
        assertCaughtUp(configuration);
        // The log of PostgreSQL tells a change with the next row.
        site().execute(stories.stream()
                .flatMap(story -> story.tables().stream())
                .map(table -> "INSERT INTO " + table + " (id) VALUES (-1)")
                .toArray(String[]::new));
        assertCaughtUp(configuration);
        site().assertEqual(stories.stream()
                .flatMap(story -> story.tables().stream())
                .toList());
        assertThat(stories)
                .allSatisfy(story -> story.loads()
                        .ifPresent(loads -> assertLoads(
                                story.name(), loads, reasons(story.tables().get(0)))));
        assertThat(stories.stream().filter(story -> !story.columns().isEmpty()))
                .allSatisfy(story -> assertThat(columns(story.tables().get(0)))
                        .as(story.name())
                        .containsExactlyElementsOf(story.columns()));
        assertThat(stories.stream().filter(story -> !story.comments().isEmpty()))
                .allSatisfy(story -> assertThat(comments(story.tables().get(0)))
                        .as(story.name())
                        .isEqualTo(story.comments()));
        assertThat(stories.stream().filter(story -> !story.told().isEmpty()))
                .allSatisfy(story -> assertThat(told(story.tables().get(0)))
                        .as(story.name())
                        .contains(story.told().toArray(String[]::new)));
    }

    /**
     * A story that is right because a table was loaded for the sake of another of its steps shows nothing. A load that was begun may be begun anew, for
     * reasons that depend on the moment.
     */
    private static void assertLoads(String story, List<String> expected, List<String> reasons) {
        assertThat(expected)
                .as("why %s is loaded", story)
                .allSatisfy(part -> assertThat(reasons).anyMatch(reason -> reason.contains(part)));
        assertThat(reasons)
                .as("why %s is loaded", story)
                .allMatch(reason -> expected.stream().anyMatch(reason::contains)
                        || (!expected.isEmpty() && reason.startsWith("its columns ")));
    }

    /**
     * What the history tells of a table, and the log where the history has nothing: a load that had read no row yet begins again under the columns that
     * the catalog has by then.
     */
    private String told(TableId table) {
        String history = history(table);
        return reasons(table).contains(AHEAD) ? history + "; load again: " + AHEAD : history;
    }

    private String history(TableId table) {
        try {
            return site().schemaChanges(table);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Why a table was to be loaded again, each reason once. */
    private List<String> reasons(TableId table) {
        String loading = "Table " + table + " is to be loaded: ";
        return logs.stream()
                .flatMap(log -> lines(log).stream())
                .filter(line -> line.contains(loading))
                .map(line -> line.substring(line.indexOf(loading) + loading.length()))
                .distinct()
                .sorted()
                .toList();
    }

    private void tell(List<SchemaStory> stories, int round) {
        for (SchemaStory story : stories) {
            if (round < story.rounds().size()) {
                try {
                    site().execute(story.rounds().get(round).toArray(String[]::new));
                } catch (SQLException e) {
                    throw new IllegalStateException("Story " + story.name() + ", round " + round, e);
                }
            }
        }
    }

    private void assertCaughtUp(Path configuration) {
        Ended ended = site().runUntilCaughtUp(configuration);
        logs.add(ended.log());
        assertThat(ended.status()).as(notable()).isZero();
    }

    /** What the processes said that explains a failure. */
    private String notable() {
        return logs.stream()
                .flatMap(log -> lines(log).stream())
                .filter(line -> line.contains(" WARN ") || line.contains(" ERROR ") || line.contains(" to be loaded"))
                .collect(Collectors.joining("\n"));
    }

    private static List<String> lines(Path log) {
        try {
            return Files.readAllLines(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> columns(TableId table) {
        Table present = site().table(table).orElseThrow();
        present.refresh();
        return present.schema().columns().stream()
                .filter(field -> !field.name().startsWith("_firn_"))
                .map(field -> field.name() + " " + field.type())
                .toList();
    }

    private Map<String, String> comments(TableId table) {
        Table present = site().table(table).orElseThrow();
        present.refresh();
        Map<String, String> comments = new HashMap<>();
        present.schema().columns().stream()
                .filter(field -> field.doc() != null)
                .forEach(field -> comments.put(field.name(), field.doc()));
        if (present.properties().containsKey("comment")) {
            comments.put("", present.properties().get("comment"));
        }
        return comments;
    }
}
