package dev.firn.app.bench;

import dev.firn.app.bench.BenchResult.Clock;
import dev.firn.app.bench.BenchResult.Collecting;
import dev.firn.schema.source.TableId;
import java.io.IOException;
import java.sql.SQLException;

/** The same backlog of changes, drained by Firn into committed Iceberg tables, and by Debezium's engine into a consumer that does nothing. */
public final class StreamBench {

    private static final String TABLES = BenchDatabase.SCHEMA + ".s*";
    private static final String TABLES_REGEX =
            BenchDatabase.SCHEMA + "\\\\.s[0-9]+," + BenchDatabase.SCHEMA + "\\\\.marker";

    private final BenchSettings settings;
    private final long events;
    private final int tables;
    private final BenchListener listener;

    /**
     * @param events how many inserts, updates and deletes the backlog of a round has
     * @param tables how many tables they are in
     */
    public StreamBench(BenchSettings settings, long events, int tables, BenchListener listener) {
        this.settings = settings;
        this.events = events;
        this.tables = tables;
        this.listener = listener;
    }

    public BenchResult run() throws IOException, SQLException, InterruptedException {
        listener.step("Starting a database, and filling " + tables + " table(s)");
        try (BenchDatabase database =
                BenchDatabase.start(settings.source(), settings.directory().resolve("database"))) {
            database.createSchema();
            Backlog backlog = Backlog.prepare(
                    database, tables, events * settings.rounds(), new Progress("filling", rowsBefore(), listener));
            FirnSide firn = FirnSide.prepare(
                    settings.round(1, Contender.FIRN),
                    "bench",
                    settings.source(),
                    database.address(),
                    TABLES,
                    settings.jvmOptions());
            EngineSide engine = EngineSide.prepare(
                    settings.round(1, Contender.DEBEZIUM), database, TABLES_REGEX, settings.jvmOptions());
            listener.step("Firn loads the tables, and both take their place in the log");
            firn.catchUp(new Progress("Firn", rowsBefore(), listener));
            engine.begin(database);
            Collecting collecting = new Collecting();
            for (int round = 1; round <= settings.rounds(); round++) {
                round(round, backlog, database, firn, engine, collecting);
            }
            return collecting.result(
                    "bench stream: " + BenchReport.count(events) + " events in " + tables
                            + " table(s), transactions of "
                            + Backlog.TRANSACTION + ", from " + database.version() + ", " + settings.rounds()
                            + " round(s)",
                    Clock.FIRST_ROW);
        }
    }

    private long rowsBefore() {
        return events * settings.rounds() * 6 / 10;
    }

    private void round(
            int round, Backlog backlog, BenchDatabase database, FirnSide firn, EngineSide engine, Collecting collecting)
            throws IOException, SQLException {
        listener.step("Making " + BenchReport.count(events) + " changes while nobody reads");
        backlog.add(events, new Progress("changing", events, listener));
        for (Contender contender : BenchSettings.order(round)) {
            listener.step(contender.title() + " drains the backlog");
            Progress progress = new Progress(contender.title(), events, listener);
            switch (contender) {
                case FIRN -> drain(backlog, database, firn, progress, collecting);
                case DEBEZIUM -> collecting.add(contender, engine.stream(events, progress));
            }
        }
    }

    private void drain(Backlog backlog, BenchDatabase database, FirnSide firn, Progress progress, Collecting collecting)
            throws IOException, SQLException {
        Written before = firn.written();
        Measurement measured = firn.catchUp(progress);
        if (measured.rows() != events) {
            throw new BenchFailedException("There is no result: Firn applied " + measured.rows() + " events of "
                    + events + ". This is a defect of Firn; run again with --keep and report it.");
        }
        collecting.add(Contender.FIRN, measured);
        collecting.wrote(firn.written().minus(before));
        listener.step("Comparing the tables in Iceberg with the source");
        for (TableId table : backlog.tables()) {
            Comparison.require(table, database.totals(table), firn.totals(table));
        }
    }
}
