package dev.firn.app.bench;

import dev.firn.app.config.SourceSection.SourceType;
import dev.firn.schema.source.TableId;
import dev.firn.sink.catalog.DeleteKind;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongConsumer;

/**
 * The same backlog of changes to one large table, drained by Firn into equality deletes and into resolved ones. Both have loaded the table before.
 *
 * <p>Half of the updates and deletes are of the rows that came last, half of rows all over the table, each of another row.
 */
public final class DeletesBench {

    private static final TableId TABLE = new TableId(BenchDatabase.SCHEMA, "large");
    private static final long ROWS_PER_FILL = 500_000;
    private static final int TRANSACTION = 100;
    private static final int INSERTS = 40;
    private static final int UPDATES = 40;
    private static final int DELETES = 20;

    /** From one row that is changed to the next of those all over the table; a prime number. */
    private static final long STRIDE = 7_368_787;

    private final BenchSettings settings;
    private final List<DeleteKind> kinds;
    private final long rows;
    private final Keys keys;
    private final long events;
    private final BenchListener listener;

    /** How many rows of each kind were changed so far. */
    private long changed;

    private long inserted;

    /** What the rows of the table have for keys. */
    public enum Keys {
        SERIAL("bigint", "i"),
        UUID("uuid", "md5(i::text)::uuid");

        private final String type;
        private final String ofNumber;

        Keys(String type, String ofNumber) {
            this.type = type;
            this.ofNumber = ofNumber;
        }
    }

    /**
     * @param kinds which kinds of deletes are written, in turns
     * @param rows how many rows the table has before
     * @param events how many inserts, updates and deletes the backlog of a round has
     */
    public DeletesBench(
            BenchSettings settings, List<DeleteKind> kinds, long rows, Keys keys, long events, BenchListener listener) {
        this.settings = settings;
        this.kinds = List.copyOf(kinds);
        this.rows = rows;
        this.keys = keys;
        this.events = events;
        this.listener = listener;
        long touched = events * settings.rounds() * (UPDATES + DELETES) / TRANSACTION;
        if (settings.source() != SourceType.POSTGRES || touched > rows) {
            throw new IllegalArgumentException(
                    "This is measured on PostgreSQL, on a table of " + touched + " rows at least");
        }
    }

    /** Runs it; the last line is {@code ratio X.XX} if there are two kinds. */
    public List<String> run() throws IOException, SQLException, InterruptedException {
        listener.step("Starting a database, and filling a table of " + BenchReport.count(rows) + " rows");
        try (BenchDatabase database =
                BenchDatabase.start(settings.source(), settings.directory().resolve("database"))) {
            fill(database);
            Map<DeleteKind, FirnSide> sides = new EnumMap<>(DeleteKind.class);
            for (DeleteKind kind : kinds) {
                FirnSide side = FirnSide.prepare(
                        settings.directory().resolve(name(kind)),
                        name(kind),
                        settings.source(),
                        database.address(),
                        BenchDatabase.name(TABLE),
                        "deletes: " + name(kind),
                        settings.jvmOptions());
                listener.step("Firn loads the table, to have " + name(kind) + " deletes");
                side.catchUp(new Progress("Firn", rows, listener));
                sides.put(kind, side);
            }
            Map<DeleteKind, List<Measurement>> measured = new EnumMap<>(DeleteKind.class);
            Map<DeleteKind, Written> written = new EnumMap<>(DeleteKind.class);
            for (int round = 1; round <= settings.rounds(); round++) {
                listener.step("Making " + BenchReport.count(events) + " changes while nobody reads");
                change(database, new Progress("changing", events, listener));
                for (DeleteKind kind : order(round)) {
                    listener.step("Firn drains the backlog into " + name(kind) + " deletes");
                    FirnSide side = Objects.requireNonNull(sides.get(kind));
                    Written before = side.written();
                    Measurement drained = side.catchUp(new Progress("Firn", events, listener));
                    require(drained.rows() == events, "Firn applied " + drained.rows() + " events of " + events);
                    measured.computeIfAbsent(kind, none -> new ArrayList<>()).add(drained);
                    written.merge(kind, side.written().minus(before), Written::plus);
                    listener.step("Comparing the table in Iceberg with the source");
                    Totals source = totals(database);
                    Totals lake = side.totals(TABLE, false);
                    require(source.equals(lake), "the source has " + source + ", Iceberg has " + lake);
                }
            }
            return lines(database.version(), measured, written);
        }
    }

    private static void require(boolean isRight, String finding) {
        if (!isRight) {
            throw new BenchFailedException("There is no result: " + finding
                    + ". This is a defect of Firn; run again with --keep and report it.");
        }
    }

    private List<DeleteKind> order(int round) {
        List<DeleteKind> order = new ArrayList<>(kinds);
        if (round % 2 == 0) {
            Collections.reverse(order);
        }
        return order;
    }

    private static String name(DeleteKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    // --- the table and its changes

    private void fill(BenchDatabase database) throws SQLException {
        database.createSchema();
        database.run(List.of("CREATE TABLE " + TABLE + " (id " + keys.type
                + " PRIMARY KEY, qty int, name varchar(40), price decimal(12,2), note text, created timestamp)"));
        Progress progress = new Progress("filling", rows, listener);
        for (long from = 1; from <= rows; from += ROWS_PER_FILL) {
            long to = Math.min(rows, from + ROWS_PER_FILL - 1);
            database.run(List.of(insert(Long.toString(from), Long.toString(to))));
            progress.accept(to);
        }
        database.settle(TABLE);
    }

    private String insert(String from, String to) {
        return "INSERT INTO " + TABLE + " SELECT " + keys.ofNumber
                + ", ((i * 7919) % 100000)::int, 'customer-' || (i % 5000),"
                + " ((i * 104729) % 10000000) / 100.0, substr(encode(sha256(i::text::bytea), 'hex'), 1, 50),"
                + " timestamp '2024-01-01' + i * interval '1.000013 second' FROM generate_series(" + from + "::bigint, "
                + to
                + "::bigint) i";
    }

    private void change(BenchDatabase database, LongConsumer progress) throws SQLException {
        try (Connection connection = database.connect();
                PreparedStatement insert = connection.prepareStatement(insert("?", "?"));
                PreparedStatement update = connection.prepareStatement("UPDATE " + TABLE
                        + " SET qty = qty + 1, note = concat('u', substr(note, 2)) WHERE id IN (" + chosen());
                PreparedStatement delete =
                        connection.prepareStatement("DELETE FROM " + TABLE + " WHERE id IN (" + chosen())) {
            connection.setAutoCommit(false);
            for (long made = 0; made < events; made += TRANSACTION) {
                insert.setLong(1, rows + inserted + 1);
                insert.setLong(2, rows + inserted + INSERTS);
                inserted += INSERTS;
                insert.executeUpdate();
                execute(update, UPDATES / 2);
                execute(delete, DELETES / 2);
                connection.commit();
                progress.accept(made + TRANSACTION);
            }
        }
    }

    /** Rows by their numbers: some from the end of the table backwards, some by strides from its beginning. */
    private String chosen() {
        return "SELECT " + keys.ofNumber
                + " FROM (SELECT ?::bigint - n AS i FROM generate_series(?::bigint, ?::bigint) n UNION ALL"
                + " SELECT 1 + (n * ?::bigint) % ?::bigint FROM generate_series(?::bigint, ?::bigint) n) numbers)";
    }

    private void execute(PreparedStatement statement, int ofEach) throws SQLException {
        long recent = events * settings.rounds() * (UPDATES + DELETES) / TRANSACTION / 2;
        long from = changed;
        long to = changed + ofEach - 1;
        changed += ofEach;
        statement.setLong(1, rows);
        statement.setLong(2, from);
        statement.setLong(3, to);
        statement.setLong(4, STRIDE);
        statement.setLong(5, rows - recent);
        statement.setLong(6, from);
        statement.setLong(7, to);
        require(statement.executeUpdate() == 2 * ofEach, "a row was to be changed twice");
    }

    private static Totals totals(BenchDatabase database) throws SQLException {
        try (Connection connection = database.connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT count(*), sum(qty) FROM " + TABLE)) {
            row.next();
            return new Totals(row.getLong(1), 0, row.getLong(2));
        }
    }

    // --- the report

    private List<String> lines(
            String server, Map<DeleteKind, List<Measurement>> measured, Map<DeleteKind, Written> written) {
        List<String> lines = new ArrayList<>();
        lines.add("bench stream: " + BenchReport.count(events) + " events of a table of " + BenchReport.count(rows)
                + " rows with "
                + keys.name().toLowerCase(Locale.ROOT) + " keys, transactions of " + TRANSACTION + ", from " + server
                + ", "
                + settings.rounds() + " round(s)");
        lines.add("Java " + Runtime.version().feature() + ", "
                + Runtime.getRuntime().availableProcessors() + " processors, heap " + ChildJvm.HEAP);
        lines.add("");
        lines.add(line("deletes", "events/s", "events/CPU-s", "work s", "peak heap", "files", "bytes"));
        measured.forEach((kind, rounds) -> {
            Written files = written.getOrDefault(kind, Written.NOTHING);
            lines.add(line(
                    name(kind),
                    BenchReport.count(Math.round(perSecond(rounds))),
                    BenchReport.count(Math.round(rounds.size()
                            * events
                            * 1e3
                            / Math.max(
                                    1,
                                    rounds.stream()
                                            .mapToLong(Measurement::cpuMillis)
                                            .sum()))),
                    BenchReport.seconds(
                            rounds.stream().mapToLong(Measurement::workMillis).sum()),
                    BenchReport.size(rounds.stream()
                            .mapToLong(Measurement::peakHeapBytes)
                            .max()
                            .orElse(0)),
                    BenchReport.count(files.files()),
                    BenchReport.size(files.bytes())));
        });
        List<Measurement> equality = measured.get(DeleteKind.EQUALITY);
        List<Measurement> resolved = measured.get(DeleteKind.RESOLVED);
        if (equality != null && resolved != null) {
            lines.add("");
            lines.add(
                    "events/s counts from the first event to the last commit; the ratio is that of resolved deletes over equality deletes.");
            lines.add(String.format(Locale.ROOT, "ratio %.2f", perSecond(resolved) / perSecond(equality)));
        }
        return lines;
    }

    private static double perSecond(List<Measurement> rounds) {
        return rounds.stream().mapToLong(Measurement::rows).sum()
                * 1e3
                / Math.max(1, rounds.stream().mapToLong(Measurement::workMillis).sum());
    }

    private static String line(Object... cells) {
        return String.format(Locale.ROOT, "%-10s %10s %13s %9s %10s %7s %10s", cells);
    }
}
