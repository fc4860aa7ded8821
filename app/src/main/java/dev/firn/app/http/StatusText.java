package dev.firn.app.http;

import dev.firn.app.config.DataSize;
import dev.firn.app.config.Durations;
import dev.firn.engine.pipeline.PipelineStatus;
import dev.firn.engine.pipeline.PipelineStatus.Activity;
import dev.firn.engine.pipeline.TableStatus;
import dev.firn.schema.source.TableId;
import dev.firn.sink.maintenance.Debt;
import dev.firn.sink.maintenance.TableMaintenance;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A status for people. */
public final class StatusText {

    private StatusText() {}

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
        StringBuilder text = new StringBuilder();
        line(text, "pipeline", status.pipeline() + ": " + activity(status.activity()));
        status.pausedSince()
                .ifPresent(since -> line(
                        text,
                        "paused",
                        ago(since, status.at()) + ", at " + since
                                + "; the source keeps its log meanwhile. firn resume lets it go on"));
        status.position().ifPresent(position -> line(text, "position", position));
        status.lag().ifPresent(lag -> line(text, "lag", Durations.format(lag.truncatedTo(ChronoUnit.SECONDS))));
        status.lastCheckpoint()
                .ifPresent(last -> line(
                        text,
                        "checkpoint",
                        last.id() + " at " + last.position() + ", committed " + ago(last.committedAt(), status.at())));
        status.inFlight()
                .ifPresent(flight -> line(
                        text,
                        "in flight",
                        "checkpoint " + flight.id() + ", " + words(flight.phase()) + " since "
                                + age(flight.since(), status.at())));
        if (status.budgetBytes() > 0) {
            line(text, "buffer", megabytes(status.bufferedBytes()) + " of " + megabytes(status.budgetBytes()));
        }
        status.lastFailure().ifPresent(failure -> line(text, "failure", failure));
        status.retrying()
                .forEach(retry -> line(
                        text,
                        "retrying",
                        retry.what() + ", attempt " + retry.attempt() + ", next in " + age(status.at(), retry.nextAt())
                                + ": " + retry.message()));
        if (!maintained.isEmpty()) {
            line(text, "maintenance", maintenance(maintained, status.at()));
        }
        text.append('\n').append(tables(status.tables(), status.at()));
        status.tables().forEach(table -> appendTroubles(text, table));
        maintained.forEach((table, each) -> each.note()
                .ifPresent(note -> text.append('\n')
                        .append(table)
                        .append(", maintenance: ")
                        .append(note)
                        .append('\n')));
        status.notFollowed()
                .forEach((table, events) -> text.append('\n')
                        .append(table)
                        .append(" is not followed: ")
                        .append(events)
                        .append(" events not applied\n"));
        return text.toString();
    }

    private static String maintenance(Map<TableId, TableMaintenance> maintained, Instant at) {
        Instant last = maintained.values().stream()
                .map(TableMaintenance::lastAt)
                .max(Instant::compareTo)
                .orElse(at);
        long files = maintained.values().stream()
                .mapToLong(TableMaintenance::filesRewritten)
                .sum();
        long bytes = maintained.values().stream()
                .mapToLong(TableMaintenance::bytesRewritten)
                .sum();
        long deletes = maintained.values().stream()
                .flatMap(each -> each.debt().stream())
                .mapToLong(Debt::deleteFiles)
                .sum();
        return ago(last, at) + ": " + files + " files written anew, " + megabytes(bytes) + "; " + deletes
                + " files of deletes are left";
    }

    private static String activity(Activity activity) {
        return activity == Activity.ENDED ? "not running" : words(activity);
    }

    private static String tables(List<TableStatus> tables, Instant at) {
        TextTable list = new TextTable("TABLE", "STATE", "INSERTS", "UPDATES", "DELETES", "LOAD");
        for (TableStatus table : tables) {
            list.add(
                    table.table().toString(),
                    words(table.state()),
                    Long.toString(table.inserts()),
                    Long.toString(table.updates()),
                    Long.toString(table.deletes()),
                    table.load().map(load -> progress(load, at)).orElse(""));
        }
        return list.toString();
    }

    private static String progress(TableStatus.LoadStatus load, Instant at) {
        StringBuilder text = new StringBuilder(count(load.rows()));
        load.estimatedRows().ifPresent(rows -> text.append(" of about ").append(count(rows)));
        text.append(" rows");
        if (load.chunksDone() > 0) {
            text.append(", ").append(count(load.chunksDone())).append(" chunks");
        }
        load.timeLeft(at)
                .ifPresent(left -> text.append(", ")
                        .append(count(load.rowsPerSecond(at)))
                        .append(" rows/s, ")
                        .append(Durations.format(left))
                        .append(" left"));
        return text.toString();
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static void appendTroubles(StringBuilder text, TableStatus table) {
        if (!table.reason().isEmpty()) {
            text.append('\n')
                    .append(table.table())
                    .append(" is ")
                    .append(words(table.state()))
                    .append(": ")
                    .append(table.reason());
            text.append('\n');
            if (!table.remedy().isEmpty()) {
                text.append("  remedy: ").append(table.remedy()).append('\n');
            }
        }
        table.warnings()
                .forEach(warning -> text.append('\n')
                        .append(warning.subject())
                        .append(": ")
                        .append(warning.message())
                        .append("\n  remedy: ")
                        .append(warning.remedy())
                        .append('\n'));
        if (table.madeNull() > 0) {
            text.append('\n')
                    .append(table.table())
                    .append(": ")
                    .append(count(table.madeNull()))
                    .append(
                            " values were made null, because Iceberg has none like them (on-unrepresentable-value: null)\n");
        }
        table.skipped()
                .forEach((cause, events) -> text.append('\n')
                        .append(table.table())
                        .append(": ")
                        .append(events)
                        .append(" events not applied: ")
                        .append(words(cause))
                        .append('\n'));
    }

    private static void line(StringBuilder text, String title, String value) {
        text.append(String.format(Locale.ROOT, "%-12s%s%n", title, value));
    }

    private static String ago(Instant then, Instant now) {
        return age(then, now) + " ago";
    }

    private static String age(Instant then, Instant now) {
        Duration age = Duration.between(then, now);
        return age.isNegative() ? "0s" : Durations.format(age.truncatedTo(ChronoUnit.SECONDS));
    }

    private static String megabytes(long bytes) {
        return DataSize.megabytes(bytes >> 20).toString();
    }

    private static String words(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
