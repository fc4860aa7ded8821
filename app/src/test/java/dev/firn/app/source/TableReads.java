package dev.firn.app.source;

import dev.firn.engine.decode.Masking;
import dev.firn.engine.source.ChangeSource;
import dev.firn.engine.source.ChangeStream;
import dev.firn.engine.source.DatabaseAddress;
import dev.firn.engine.source.SourceDatabase;
import dev.firn.engine.source.SourceSettings;
import dev.firn.engine.source.TablePattern;
import dev.firn.engine.source.TableReader;
import dev.firn.engine.source.TableReader.Chunk;
import dev.firn.engine.source.TableSelection;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.layout.TableRules;
import dev.firn.schema.mapping.LayoutResult;
import dev.firn.schema.mapping.Layouts;
import dev.firn.schema.source.SourceTable;
import dev.firn.schema.source.TableId;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What the tests of table reads share. */
final class TableReads {

    /** A log of which nothing is read; whoever opens it wants its preparation alone. */
    static ChangeSource silent(Supplier<?> start) {
        return (from, listener) -> {
            throw new SilentLogException(from.isEmpty() ? "opened at " + start.get() : "gone on from " + from.get());
        };
    }

    /** Told when the preparation let the log be opened. */
    static final class SilentLogException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        SilentLogException(String message) {
            super(message);
        }
    }

    private TableReads() {}

    static SourceSettings settings(DatabaseAddress address, Map<TableId, TableRules> rules, String... include) {
        List<TablePattern> patterns =
                List.of(include).stream().map(TablePattern::new).toList();
        return new SourceSettings(
                "shop",
                address,
                new TableSelection(patterns, List.of(), rules),
                new Masking("secret".getBytes(StandardCharsets.UTF_8)),
                3,
                Duration.ofSeconds(1));
    }

    static TableLayout layout(SourceDatabase database, TableId id, TableRules rules) {
        SourceTable table = database.catalog().table(id).orElseThrow();
        LayoutResult result = Layouts.of(table, rules, database.types());
        if (result instanceof LayoutResult.Replicable replicable) {
            return replicable.layout();
        }
        throw new AssertionError(id + " cannot be replicated: " + result);
    }

    static TableLayout layout(SourceDatabase database, TableId id) {
        return layout(database, id, TableRules.DEFAULT);
    }

    /** All chunks, each planned from the text of the one before, as a new process would. */
    static List<Chunk> chunks(TableReader reader, TableLayout layout) {
        List<Chunk> chunks = new ArrayList<>();
        for (Optional<Chunk> next = reader.firstChunk(layout);
                next.isPresent();
                next = reader.nextChunk(layout, chunks.get(chunks.size() - 1))) {
            chunks.add(new Chunk(next.get().ordinal(), next.get().range()));
        }
        return chunks;
    }

    static List<Object[]> rows(TableReader reader, TableLayout layout) throws InterruptedException {
        List<Object[]> rows = new ArrayList<>();
        reader.awaitReadable(layout.table());
        for (Chunk chunk : chunks(reader, layout)) {
            reader.readChunk(layout, chunk, row -> rows.add(row.clone()));
        }
        return rows;
    }

    /** Opens the log so far that it is prepared. */
    static void prepare(SourceDatabase database) throws InterruptedException {
        try (ChangeStream stream = database.changes().open(Optional.empty(), events -> {})) {
            throw new AssertionError("a silent log was opened: " + stream);
        } catch (SilentLogException expected) {
            // As far as it goes.
        }
    }

    static void execute(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    static String query(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getString(1) : null;
        }
    }
}
