package dev.firn.engine.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.lake.Resolution;
import dev.firn.engine.lake.TableCommit;
import dev.firn.engine.lake.TableCommit.Step;
import dev.firn.engine.source.SourceState;
import dev.firn.schema.source.TableId;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A checkpoint's state as JSON and back. The text carries a version, since a newer Firn must read what an older one left, and an
 * older one must refuse what it does not understand.
 */
public final class CheckpointCodec {

    private static final int VERSION = 1;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private CheckpointCodec() {}

    /** Writes a state. */
    public static String encode(CheckpointState state) {
        ObjectNode node = MAPPER.createObjectNode().put("version", VERSION);
        node.putObject("source")
                .put("offset", state.source().offset())
                .put("schemaHistory", state.source().schemaHistory());
        node.put("position", state.position())
                .put("sourceTimestamp", state.sourceTimestamp().toString());
        Instant pausedSince = state.pausedSince();
        if (pausedSince != null) {
            node.put("pausedSince", pausedSince.toString());
        }
        ArrayNode tables = node.putArray("tables");
        state.tables().forEach((table, tableState) -> tables.add(named(table, TableStateCodec.encode(tableState))));
        ArrayNode commits = node.putArray("commits");
        for (TableCommit commit : state.commits()) {
            ObjectNode encoded = named(commit.table(), commits.addObject());
            ArrayNode steps = encoded.putArray("steps");
            commit.steps().forEach(step -> steps.add(encode(step)));
            Resolution resolution = commit.resolution();
            if (resolution != null) {
                encoded.set("resolution", encode(resolution));
            }
        }
        return node.toString();
    }

    /**
     * Reads a state.
     *
     * @param checkpoint the checkpoint that it was prepared with
     * @throws IllegalArgumentException if it is not a state that this version of Firn understands
     */
    public static CheckpointState decode(CheckpointId checkpoint, String text) {
        JsonNode node = parse(checkpoint, text);
        int version = node.path("version").asInt();
        if (version != VERSION) {
            throw new IllegalArgumentException(
                    "Cannot read checkpoint " + checkpoint + ": its state has version " + version
                            + ", this Firn reads version " + VERSION + "; run the Firn that wrote it, or a newer one");
        }
        String position = node.required("position").asText();
        Instant sourceTimestamp = Instant.parse(node.required("sourceTimestamp").asText());
        SortedMap<TableId, TableState> tables = new TreeMap<>();
        for (JsonNode table : node.required("tables")) {
            tables.put(table(table), TableStateCodec.decode(table(table), table));
        }
        List<TableCommit> commits = TableStateCodec.list(
                node.required("commits"),
                commit -> new TableCommit(
                        table(commit),
                        checkpoint,
                        position,
                        sourceTimestamp,
                        TableStateCodec.list(commit.required("steps"), CheckpointCodec::step),
                        resolution(commit.path("resolution"))));
        JsonNode source = node.required("source");
        return new CheckpointState(
                new SourceState(
                        source.required("offset").asText(),
                        source.required("schemaHistory").asText()),
                position,
                sourceTimestamp,
                tables,
                node.has("pausedSince")
                        ? Instant.parse(node.required("pausedSince").asText())
                        : null,
                commits);
    }

    private static JsonNode parse(CheckpointId checkpoint, String text) {
        try {
            return MAPPER.readTree(text);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "Cannot read checkpoint " + checkpoint
                            + ": its state is not JSON; it was damaged or not written by Firn",
                    e);
        }
    }

    private static ObjectNode named(TableId table, ObjectNode node) {
        return node.put("schema", table.schema()).put("table", table.name());
    }

    private static TableId table(JsonNode node) {
        return new TableId(
                node.required("schema").asText(), node.required("table").asText());
    }

    private static ObjectNode encode(Resolution resolution) {
        ObjectNode node = MAPPER.createObjectNode()
                .put("snapshot", resolution.snapshotId())
                .put("sequenceNumber", resolution.sequenceNumber())
                .put("formatVersion", resolution.formatVersion());
        ArrayNode runs = node.putArray("runs");
        for (Resolution.Run run : resolution.runs()) {
            ObjectNode encoded = runs.addObject();
            encoded.set("deletes", TableStateCodec.encode(run.deletes()));
            run.replaced().forEach(encoded.putArray("replaced")::add);
        }
        return node;
    }

    /** Where the table has keys in its delete files, there is none, nor in checkpoints of older versions. */
    private static @Nullable Resolution resolution(JsonNode node) {
        return node.isMissingNode()
                ? null
                : new Resolution(
                        node.required("snapshot").asLong(),
                        node.required("sequenceNumber").asLong(),
                        node.required("formatVersion").asInt(),
                        TableStateCodec.list(
                                node.required("runs"),
                                run -> new Resolution.Run(
                                        TableStateCodec.files(run.required("deletes")),
                                        TableStateCodec.list(run.required("replaced"), JsonNode::asText))));
    }

    private static JsonNode encode(Step step) {
        ObjectNode node = MAPPER.createObjectNode();
        if (step instanceof Step.Replace replace) {
            node.set("replace", TableStateCodec.encodeAll(replace.content()));
        } else if (step instanceof Step.Apply apply) {
            node.set("apply", TableStateCodec.encode(apply.generation()));
        } else if (step instanceof Step.Rename rename) {
            node.set("rename", TableStateCodec.encode(rename.columns()));
        } else if (step instanceof Step.Describe describe) {
            node.set("describe", DefinitionCodec.encode(describe.comments()));
        }
        return node;
    }

    private static Step step(JsonNode node) {
        if (node.has("rename")) {
            return new Step.Rename(TableStateCodec.renames(node.required("rename")));
        }
        if (node.has("describe")) {
            return new Step.Describe(DefinitionCodec.comments(node.required("describe")));
        }
        return node.has("replace")
                ? new Step.Replace(TableStateCodec.decodeAll(node.required("replace")))
                : new Step.Apply(TableStateCodec.files(node.required("apply")));
    }
}
