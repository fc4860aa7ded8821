package dev.firn.app.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.pipeline.CheckpointPhase;
import dev.firn.engine.pipeline.PipelineStatus;
import dev.firn.engine.pipeline.PipelineStatus.Activity;
import dev.firn.engine.pipeline.PipelineStatus.InFlight;
import dev.firn.engine.pipeline.PipelineStatus.LastCheckpoint;
import dev.firn.engine.pipeline.TableStatus;
import dev.firn.engine.pipeline.TableStatus.LoadStatus;
import dev.firn.engine.source.Finding;
import dev.firn.schema.source.TableId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The status of another process, from its JSON: as much of it as commands need, which is not the retries and the buffer. */
public final class StatusReading {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private StatusReading() {}

    /**
     * Reads it.
     *
     * @throws IllegalArgumentException if the text is not what {@link StatusJson} writes
     */
    public static PipelineStatus read(String text) {
        try {
            return status(MAPPER.readTree(text));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("This is not the status of a Firn", e);
        }
    }

    private static PipelineStatus status(JsonNode json) {
        List<TableStatus> tables = new ArrayList<>();
        json.required("tables").forEach(table -> tables.add(table(table)));
        return new PipelineStatus(
                json.required("pipeline").asText(),
                constant(Activity.class, json.required("activity")),
                instant(json.required("at")),
                optional(json, "position").map(JsonNode::asText),
                optional(json, "sourceTimestamp").map(StatusReading::instant),
                Optional.empty(),
                optional(json, "lastCheckpoint")
                        .map(last -> new LastCheckpoint(
                                new CheckpointId(last.required("id").asLong()),
                                last.required("position").asText(),
                                instant(last.required("sourceTimestamp")),
                                instant(last.required("committedAt")))),
                optional(json, "inFlight")
                        .map(flight -> new InFlight(
                                new CheckpointId(flight.required("id").asLong()),
                                constant(CheckpointPhase.class, flight.required("phase")),
                                instant(flight.required("since")))),
                List.of(),
                optional(json, "lastFailure").map(JsonNode::asText),
                0,
                0,
                tables,
                optional(json, "pausedSince").map(StatusReading::instant),
                Map.of());
    }

    private static TableStatus table(JsonNode json) {
        return new TableStatus(
                TableId.parse(json.required("table").asText()),
                constant(TableStatus.State.class, json.required("state")),
                json.path("reason").asText(),
                json.path("remedy").asText(),
                optional(json, "load").map(StatusReading::load),
                json.path("inserts").asLong(),
                json.path("updates").asLong(),
                json.path("deletes").asLong(),
                Map.of(),
                json.path("madeNull").asLong(),
                warnings(json.path("warnings")));
    }

    private static List<Finding> warnings(JsonNode json) {
        List<Finding> warnings = new ArrayList<>();
        json.forEach(warning -> warnings.add(Finding.warning(
                warning.required("subject").asText(),
                warning.required("message").asText(),
                warning.required("remedy").asText())));
        return warnings;
    }

    private static LoadStatus load(JsonNode json) {
        JsonNode estimate = json.path("estimatedRows");
        return new LoadStatus(
                estimate.isMissingNode() ? OptionalLong.empty() : OptionalLong.of(estimate.asLong()),
                json.required("rows").asLong(),
                json.path("rowsKept").asLong(),
                json.required("chunks").asInt(),
                instant(json.required("startedAt")));
    }

    private static Optional<JsonNode> optional(JsonNode json, String name) {
        return Optional.ofNullable(json.get(name));
    }

    private static Instant instant(JsonNode json) {
        return Instant.parse(json.asText());
    }

    private static <E extends Enum<E>> E constant(Class<E> type, JsonNode json) {
        return Enum.valueOf(type, json.asText().toUpperCase(Locale.ROOT));
    }
}
