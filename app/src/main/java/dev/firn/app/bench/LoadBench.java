package dev.firn.app.bench;

import dev.firn.app.bench.BenchResult.Clock;
import dev.firn.app.bench.BenchResult.Collecting;
import dev.firn.schema.source.TableId;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;

/** The same table, loaded by Firn into Iceberg, and read by Debezium's snapshot into a consumer that does nothing. */
public final class LoadBench {

    private static final TableId TABLE = new TableId(BenchDatabase.SCHEMA, "t");
    private static final long ROWS_PER_FILL = 500_000;

    private final BenchSettings settings;
    private final long rows;
    private final BenchListener listener;

    /** @param rows how many rows the table has */
    public LoadBench(BenchSettings settings, long rows, BenchListener listener) {
        this.settings = settings;
        this.rows = rows;
        this.listener = listener;
    }

    public BenchResult run() throws IOException, SQLException {
        listener.step("Starting a database, and filling a table of " + BenchReport.count(rows) + " rows");
        try (BenchDatabase database =
                BenchDatabase.start(settings.source(), settings.directory().resolve("database"))) {
            fill(database);
            Totals source = database.totals(TABLE);
            Collecting collecting = new Collecting();
            for (int round = 1; round <= settings.rounds(); round++) {
                for (Contender contender : BenchSettings.order(round)) {
                    Path directory = settings.round(round, contender);
                    switch (contender) {
                        case FIRN -> firn(database, directory, round, source, collecting);
                        case DEBEZIUM -> debezium(database, directory, collecting);
                    }
                    database.forgetReaders();
                }
            }
            return collecting.result(
                    "bench load: " + BenchReport.count(rows) + " rows of 7 columns from " + database.version() + ", "
                            + settings.rounds() + " round(s)",
                    Clock.PROCESS_START);
        }
    }

    private void fill(BenchDatabase database) throws SQLException {
        database.createSchema();
        database.createTable(TABLE);
        Progress progress = new Progress("filling", rows, listener);
        for (long from = 1; from <= rows; from += ROWS_PER_FILL) {
            long to = Math.min(rows, from + ROWS_PER_FILL - 1);
            database.fill(TABLE, from, to);
            progress.accept(to);
        }
        database.settle(TABLE);
    }

    private void firn(BenchDatabase database, Path directory, int round, Totals source, Collecting collecting)
            throws IOException {
        listener.step("Firn loads the table into Iceberg");
        FirnSide firn = FirnSide.prepare(
                directory,
                "bench" + round,
                settings.source(),
                database.address(),
                BenchDatabase.name(TABLE),
                settings.jvmOptions());
        Measurement measured = firn.catchUp(new Progress("Firn", rows, listener));
        listener.step("Comparing the table in Iceberg with the source");
        Comparison.require(TABLE, source, firn.totals(TABLE));
        collecting.add(Contender.FIRN, measured.withRows(rows));
        collecting.wrote(firn.written());
    }

    private void debezium(BenchDatabase database, Path directory, Collecting collecting) throws IOException {
        listener.step("Debezium's engine takes a snapshot of the table");
        EngineSide engine = EngineSide.prepare(directory, database, BenchDatabase.name(TABLE), settings.jvmOptions());
        collecting.add(Contender.DEBEZIUM, engine.snapshot(rows, new Progress("Debezium", rows, listener)));
    }
}
