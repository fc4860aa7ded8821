package dev.firn.app.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.app.redaction.Redaction;
import dev.firn.engine.pipeline.PipelineStatus;
import dev.firn.engine.pipeline.TableStatus;
import dev.firn.schema.source.TableId;
import dev.firn.sink.maintenance.TableMaintenance;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/** A status as JSON. The names here are a contract with scripts: written out, not derived from the types. */
public final class StatusJson {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private StatusJson() {}

    /** The status of a pipeline of which nobody says how its tables are looked after. */
    public static String write(PipelineStatus status) {
        return write(status, Map.of());
    }

    /**
     * The status of a pipeline.
     *
     * @param maintained how maintenance stands to its tables
     */
    public static String write(PipelineStatus status, Map<TableId, TableMaintenance> maintained) {
        ObjectNode json = NODES.objectNode();
        json.put("pipeline", status.pipeline());
        json.put("at", status.at().toString());
        json.put("activity", lower(status.activity()));
        status.position().ifPresent(position -> json.put("position", position));
        status.sourceTimestamp().ifPresent(timestamp -> json.put("sourceTimestamp", timestamp.toString()));
        status.lag().ifPresent(lag -> json.put("lagSeconds", lag.toMillis() / 1e3));
        status.pausedSince().ifPresent(since -> json.put("pausedSince", since.toString()));
        status.lastCheckpoint()
                .ifPresent(last -> json.putObject("lastCheckpoint")
                        .put("id", last.id().number())
                        .put("position", last.position())
                        .put("sourceTimestamp", last.sourceTimestamp().toString())
                        .put("committedAt", last.committedAt().toString()));
        status.inFlight()
                .ifPresent(flight -> json.putObject("inFlight")
                        .put("id", flight.id().number())
                        .put("phase", lower(flight.phase()))
                        .put("since", flight.since().toString()));
        ArrayNode retrying = json.putArray("retrying");
        status.retrying()
                .forEach(retry -> retrying.addObject()
                        .put("what", retry.what())
                        .put("message", Redaction.PROCESS.apply(retry.message()))
                        .put("attempt", retry.attempt())
                        .put("nextAt", retry.nextAt().toString()));
        status.lastFailure().ifPresent(failure -> json.put("lastFailure", Redaction.PROCESS.apply(failure)));
        json.put("bufferedBytes", status.bufferedBytes());
        json.put("budgetBytes", status.budgetBytes());
        ArrayNode tables = json.putArray("tables");
        status.tables().forEach(table -> {
            ObjectNode node = table(table, status.at());
            TableMaintenance known = maintained.get(table.table());
            if (known != null) {
                node.set("maintenance", maintenance(known));
            }
            tables.add(node);
        });
        ObjectNode notFollowed = json.putObject("notFollowed");
        status.notFollowed().forEach((table, events) -> notFollowed.put(table.toString(), events));
        return json.toPrettyString() + "\n";
    }

    private static ObjectNode table(TableStatus table, Instant at) {
        ObjectNode json = NODES.objectNode();
        json.put("table", table.table().toString());
        json.put("state", lower(table.state()));
        if (!table.reason().isEmpty()) {
            json.put("reason", Redaction.PROCESS.apply(table.reason()));
        }
        if (!table.remedy().isEmpty()) {
            json.put("remedy", Redaction.PROCESS.apply(table.remedy()));
        }
        table.load().ifPresent(load -> {
            ObjectNode progress = json.putObject("load");
            progress.put("rows", load.rows());
            progress.put("rowsKept", load.rowsKept());
            load.estimatedRows().ifPresent(rows -> progress.put("estimatedRows", rows));
            progress.put("chunks", load.chunksDone());
            progress.put("startedAt", load.startedAt().toString());
            progress.put("rowsPerSecond", load.rowsPerSecond(at));
            load.timeLeft(at).ifPresent(left -> progress.put("secondsLeft", left.toSeconds()));
        });
        json.put("inserts", table.inserts());
        json.put("updates", table.updates());
        json.put("deletes", table.deletes());
        json.put("madeNull", table.madeNull());
        ArrayNode warnings = json.putArray("warnings");
        table.warnings()
                .forEach(warning -> warnings.addObject()
                        .put("subject", warning.subject())
                        .put("message", Redaction.PROCESS.apply(warning.message()))
                        .put("remedy", Redaction.PROCESS.apply(warning.remedy())));
        ObjectNode skipped = json.putObject("skipped");
        table.skipped().forEach((cause, events) -> skipped.put(lower(cause), events));
        return json;
    }

    private static ObjectNode maintenance(TableMaintenance maintained) {
        ObjectNode json = NODES.objectNode();
        json.put("lastAt", maintained.lastAt().toString());
        json.put("lastSeconds", maintained.lastTook().toMillis() / 1e3);
        json.put("filesRewritten", maintained.filesRewritten());
        json.put("bytesRewritten", maintained.bytesRewritten());
        json.put("snapshotsExpired", maintained.snapshotsExpired());
        json.put("filesRemoved", maintained.filesRemoved());
        maintained
                .debt()
                .ifPresent(debt -> json.put("deleteFiles", debt.deleteFiles())
                        .put("deletedKeysAndPositions", debt.deletes())
                        .put("smallFiles", debt.smallFiles())
                        .put("dataFiles", debt.dataFiles()));
        maintained.note().ifPresent(note -> json.put("note", Redaction.PROCESS.apply(note)));
        return json;
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
