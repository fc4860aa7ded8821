package dev.firn.engine.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.engine.checkpoint.LoadProgress.FinishedChunk;
import dev.firn.engine.checkpoint.TableOrigin.Writing;
import dev.firn.engine.lake.StagedFiles;
import dev.firn.engine.source.TableIdentity;
import dev.firn.engine.source.TableReader.Chunk;
import dev.firn.schema.change.ColumnNumbers;
import dev.firn.schema.change.PendingRenames;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.source.TableDefinition;
import dev.firn.schema.source.TableId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A table's state as JSON and back. */
final class TableStateCodec {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String COMMON_BOUNDS = "common-bounds";

    private TableStateCodec() {}

    static ObjectNode encode(TableState state) {
        ObjectNode node = JSON.objectNode();
        if (state instanceof TableState.Streaming streaming) {
            node.put("state", "streaming").set("layout", LayoutCodec.encode(streaming.layout()));
            streaming.pendingDrops().forEach(node.putArray("pendingDrops")::add);
        } else if (state instanceof TableState.Loading loading) {
            node.put("state", "loading").set("layout", LayoutCodec.encode(loading.layout()));
            node.set("progress", encode(loading.progress()));
        } else if (state instanceof TableState.Stopped stopped) {
            node.put("state", "stopped");
            TableLayout layout = stopped.layout();
            if (layout != null) {
                node.set("layout", LayoutCodec.encode(layout));
            }
            node.put("reason", stopped.reason())
                    .put("remedy", stopped.remedy())
                    .put("since", stopped.since().toString());
        } else if (state instanceof TableState.Gone gone) {
            node.put("state", "gone").set("layout", LayoutCodec.encode(gone.layout()));
            node.put("since", gone.since().toString());
            TableId renamedTo = gone.renamedTo();
            if (renamedTo != null) {
                node.putObject("renamedTo").put("schema", renamedTo.schema()).put("table", renamedTo.name());
            }
        }
        node.set("origin", encode(state.origin()));
        return node;
    }

    static TableState decode(TableId table, JsonNode node) {
        return switch (node.required("state").asText()) {
            case "streaming" ->
                new TableState.Streaming(layout(table, node), strings(node.required("pendingDrops")), origin(node));
            case "loading" ->
                new TableState.Loading(layout(table, node), progress(node.required("progress")), origin(node));
            case "stopped" ->
                new TableState.Stopped(
                        node.has("layout") ? layout(table, node) : null,
                        node.required("reason").asText(),
                        node.required("remedy").asText(),
                        since(node),
                        origin(node));
            case "gone" -> new TableState.Gone(layout(table, node), since(node), renamedTo(node), origin(node));
            default -> throw new IllegalArgumentException("Unknown state of table " + table + ": " + node.get("state"));
        };
    }

    private static ObjectNode encode(TableOrigin origin) {
        ObjectNode node = JSON.objectNode().put("rules", origin.rules());
        if (origin.writing() == Writing.WITH_COMMON_BOUNDS) {
            node.put("writing", COMMON_BOUNDS);
        }
        TableIdentity identity = origin.identity();
        if (identity != null) {
            node.put("table", identity.table())
                    .put("coverage", identity.coverage())
                    .put("definitionMark", identity.definition())
                    .put("contents", identity.contents());
        }
        TableDefinition definition = origin.definition();
        if (definition != null) {
            node.set("definition", DefinitionCodec.encode(definition));
        }
        ColumnNumbers columns = origin.columns();
        if (columns != null) {
            ObjectNode numbers =
                    node.putObject("columns").put("table", columns.table()).putObject("numbers");
            new TreeMap<>(columns.byName()).forEach(numbers::put);
        }
        return node;
    }

    /** Checkpoints of older versions have none. */
    private static TableOrigin origin(JsonNode node) {
        JsonNode origin = node.path("origin");
        TableIdentity identity = origin.has("table")
                ? new TableIdentity(
                        origin.required("table").asText(),
                        origin.required("coverage").asText(),
                        origin.path("definitionMark").asText(),
                        origin.path("contents").asText())
                : null;
        TableDefinition definition =
                origin.has("definition") ? DefinitionCodec.decode(origin.required("definition")) : null;
        Writing writing = origin.path("writing").asText().equals(COMMON_BOUNDS)
                ? Writing.WITH_COMMON_BOUNDS
                : Writing.WITH_ALL_BOUNDS;
        return new TableOrigin(identity, origin.path("rules").asText(), definition, writing, columns(origin));
    }

    private static @Nullable ColumnNumbers columns(JsonNode origin) {
        if (!origin.has("columns")) {
            return null;
        }
        JsonNode columns = origin.required("columns");
        Map<String, Integer> numbers = new HashMap<>();
        for (Map.Entry<String, JsonNode> column : columns.required("numbers").properties()) {
            numbers.put(column.getKey(), column.getValue().asInt());
        }
        return new ColumnNumbers(columns.required("table").asText(), numbers);
    }

    private static @Nullable TableId renamedTo(JsonNode node) {
        JsonNode name = node.path("renamedTo");
        return name.isMissingNode()
                ? null
                : new TableId(
                        name.required("schema").asText(), name.required("table").asText());
    }

    private static ObjectNode encode(LoadProgress progress) {
        ObjectNode node = JSON.objectNode();
        if (progress instanceof LoadProgress.Queued) {
            node.put("kind", "queued");
        } else if (progress instanceof LoadProgress.Chunks chunks) {
            node.put("kind", "chunks").put("storageIdentity", chunks.storageIdentity());
            ArrayNode finished = node.putArray("finished");
            for (FinishedChunk done : chunks.finished()) {
                ObjectNode encoded = encode(done.chunk());
                encoded.put("settled", done.settled()).set("files", encode(done.files()));
                finished.add(encoded);
            }
            ArrayNode unfinished = node.putArray("unfinished");
            chunks.unfinished().forEach(chunk -> unfinished.add(encode(chunk)));
            node.put("exhausted", chunks.exhausted()).set("generations", encodeAll(chunks.generations()));
            node.set("columns", encode(chunks.columns()));
        } else if (progress instanceof LoadProgress.OneRead read) {
            node.put("kind", "oneRead").put("snapshot", read.snapshot()).set("rows", encode(read.rows()));
            node.set("generations", encodeAll(read.generations()));
        }
        return node;
    }

    private static LoadProgress progress(JsonNode node) {
        return switch (node.required("kind").asText()) {
            case "queued" -> new LoadProgress.Queued();
            case "chunks" ->
                new LoadProgress.Chunks(
                        node.required("storageIdentity").asText(),
                        list(node.required("finished"), TableStateCodec::finished),
                        list(node.required("unfinished"), TableStateCodec::chunk),
                        node.required("exhausted").asBoolean(),
                        decodeAll(node.required("generations")),
                        carriedColumns(node.path("columns")));
            case "oneRead" ->
                new LoadProgress.OneRead(
                        node.required("snapshot").asText(),
                        files(node.required("rows")),
                        decodeAll(node.required("generations")));
            default -> throw new IllegalArgumentException("Unknown progress of a load: " + node.get("kind"));
        };
    }

    /** Of chunks in older checkpoints nobody knows what they saw. */
    private static FinishedChunk finished(JsonNode node) {
        return new FinishedChunk(
                chunk(node), files(node.required("files")), node.path("settled").asBoolean(false));
    }

    private static ObjectNode encode(CarriedColumns columns) {
        ObjectNode node = JSON.objectNode();
        node.set("renames", encode(columns.renames()));
        columns.drops().forEach(node.putArray("drops")::add);
        columns.unwritten().forEach(node.putArray("unwritten")::add);
        return node;
    }

    /** Older versions began a load again when columns changed. */
    private static CarriedColumns carriedColumns(JsonNode node) {
        return node.isMissingNode()
                ? CarriedColumns.NONE
                : new CarriedColumns(
                        renames(node.required("renames")),
                        strings(node.required("drops")),
                        strings(node.required("unwritten")));
    }

    private static ObjectNode encode(Chunk chunk) {
        return JSON.objectNode().put("ordinal", chunk.ordinal()).put("range", chunk.range());
    }

    private static Chunk chunk(JsonNode node) {
        return new Chunk(
                node.required("ordinal").asInt(), node.required("range").asText());
    }

    static ArrayNode encodeAll(List<StagedFiles> files) {
        ArrayNode node = JSON.arrayNode();
        files.forEach(staged -> node.add(encode(staged)));
        return node;
    }

    static List<StagedFiles> decodeAll(JsonNode node) {
        return list(node, TableStateCodec::files);
    }

    static ObjectNode encode(StagedFiles files) {
        if (!files.incomplete().isEmpty()) {
            throw new IllegalArgumentException("Rows that lack values would be lost: " + files);
        }
        ObjectNode node = JSON.objectNode();
        files.dataManifests().forEach(node.putArray("data")::add);
        files.deleteManifests().forEach(node.putArray("deletes")::add);
        return node.put("rows", files.rows())
                .put("deleted", files.deletes())
                .put("files", files.files())
                .put("bytes", files.bytes());
    }

    static StagedFiles files(JsonNode node) {
        return new StagedFiles(
                list(node.required("data"), JsonNode::asText),
                list(node.required("deletes"), JsonNode::asText),
                node.required("rows").asLong(),
                node.required("deleted").asLong(),
                node.required("files").asLong(),
                node.required("bytes").asLong());
    }

    static ObjectNode encode(PendingRenames renames) {
        ObjectNode node = JSON.objectNode();
        ObjectNode names = node.putObject("names");
        new TreeMap<>(renames.names()).forEach((id, name) -> names.put(id.toString(), name));
        new TreeSet<>(renames.removed()).forEach(node.putArray("removed")::add);
        return node;
    }

    static PendingRenames renames(JsonNode node) {
        Map<Integer, String> names = new HashMap<>();
        for (Map.Entry<String, JsonNode> name : node.required("names").properties()) {
            names.put(Integer.valueOf(name.getKey()), name.getValue().asText());
        }
        return new PendingRenames(names, Set.copyOf(list(node.required("removed"), JsonNode::asInt)));
    }

    static <T> List<T> list(JsonNode array, Function<JsonNode, T> element) {
        List<T> list = new ArrayList<>(array.size());
        array.forEach(node -> list.add(element.apply(node)));
        return list;
    }

    private static Set<String> strings(JsonNode array) {
        return new TreeSet<>(list(array, JsonNode::asText));
    }

    private static TableLayout layout(TableId table, JsonNode node) {
        return LayoutCodec.decode(table, node.required("layout"));
    }

    private static Instant since(JsonNode node) {
        return Instant.parse(node.required("since").asText());
    }
}
