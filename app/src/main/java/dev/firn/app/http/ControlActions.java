package dev.firn.app.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.engine.pipeline.PipelineControls;
import dev.firn.engine.pipeline.PipelineStatus.LastCheckpoint;
import dev.firn.engine.pipeline.RequestRefused;
import dev.firn.engine.pipeline.Resynced;
import dev.firn.engine.pipeline.TableStatus;
import dev.firn.schema.source.TableId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /control/…}: what the process can be told to do. The names in the answers are a contract with scripts. */
public final class ControlActions {

    /** How long an answer may take, after which the caller is told that it is not there yet. */
    public static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Logger LOG = LoggerFactory.getLogger(ControlActions.class);
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final PipelineControls pipeline;
    private final Duration patience;

    public ControlActions(PipelineControls pipeline) {
        this(pipeline, PATIENCE);
    }

    ControlActions(PipelineControls pipeline, Duration patience) {
        this.pipeline = pipeline;
        this.patience = patience;
    }

    /** Each by its path. */
    Map<String, Action> byPath() {
        return Map.of(
                "/control/resync", this::resync,
                "/control/flush", body -> answer("flush", pipeline.flush(), ControlActions::flushed),
                "/control/pause",
                        body -> answer(
                                "pause",
                                pipeline.pause(),
                                paused -> NODES.objectNode()
                                        .put("pausedSince", paused.since().toString())),
                "/control/resume",
                        body -> answer(
                                "resume",
                                pipeline.resume(),
                                resumed -> NODES.objectNode().put("position", resumed.position())));
    }

    /** The body is {@code {"tables": ["public.orders"]}}, exact names only: a pattern is for people, who are shown what it means. */
    private CompletionStage<Answer> resync(String body) {
        List<String> names;
        try {
            names = names(body);
        } catch (IllegalArgumentException e) {
            return CompletableFuture.completedStage(Answer.text(400, String.valueOf(e.getMessage())));
        }
        List<TableId> known =
                pipeline.status().tables().stream().map(TableStatus::table).toList();
        TableChoice choice = TableChoice.of(names, known);
        if (!choice.problems().isEmpty()) {
            return CompletableFuture.completedStage(Answer.text(404, String.join("\n", choice.problems())));
        }
        return answer("resync " + choice.tables(), pipeline.resync(choice.tables()), ControlActions::resynced);
    }

    private static List<String> names(String body) {
        String expected = "The body must be {\"tables\": [\"schema.table\", …]}";
        try {
            JsonNode tables = MAPPER.readTree(body).path("tables");
            List<String> names = new ArrayList<>();
            for (JsonNode table : tables) {
                if (!table.isTextual() || TableChoice.isPattern(table.asText())) {
                    throw new IllegalArgumentException(expected + ", each an exact name; found " + table);
                }
                names.add(table.asText());
            }
            if (names.isEmpty()) {
                throw new IllegalArgumentException(expected + ", with at least one name");
            }
            return names;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(expected + "; it is not JSON", e);
        }
    }

    private static ObjectNode flushed(LastCheckpoint checkpoint) {
        return NODES.objectNode()
                .put("checkpoint", checkpoint.id().number())
                .put("position", checkpoint.position())
                .put("sourceTimestamp", checkpoint.sourceTimestamp().toString())
                .put("committedAt", checkpoint.committedAt().toString());
    }

    private static ObjectNode resynced(Resynced answer) {
        ObjectNode json = NODES.objectNode();
        ArrayNode queued = json.putArray("queued");
        answer.queued().forEach(table -> queued.add(table.toString()));
        ObjectNode refused = json.putObject("refused");
        answer.refused().forEach((table, why) -> refused.put(table.toString(), why));
        return json;
    }

    private <T> CompletionStage<Answer> answer(String what, CompletionStage<T> done, Function<T, ObjectNode> json) {
        LOG.info("Asked to {}", what);
        // A copy: the request itself stays, however long it takes.
        return done.toCompletableFuture()
                .copy()
                .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .handle((given, failure) -> failure == null
                        ? Answer.json(json.apply(given).toPrettyString() + "\n")
                        : failed(what, failure));
    }

    private Answer failed(String what, Throwable thrown) {
        Throwable failure =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (failure instanceof TimeoutException) {
            return Answer.text(
                    202,
                    "Accepted, and not yet durable after " + patience.toSeconds()
                            + " s: it is done as soon as it can be, unless the process ends before; firn status shows what it waits for");
        }
        if (failure instanceof RequestRefused refused) {
            return Answer.text(409, String.valueOf(refused.getMessage()));
        }
        LOG.warn("Cannot {}", what, failure);
        return Answer.text(500, "The request failed; the log of the process says why");
    }
}
