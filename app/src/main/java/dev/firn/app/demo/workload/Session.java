package dev.firn.app.demo.workload;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A worker's connection while it is up, with what operations need: statements and random values.
 *
 * @param connection without auto-commit
 * @param dialect the database's words
 * @param random the worker's own
 * @param ids shared with the other workers
 * @param settings of the workload
 */
record Session(Connection connection, Dialect dialect, Random random, Ids ids, WorkloadSettings settings) {

    private static final LocalDateTime EPOCH = LocalDateTime.of(2026, 1, 1, 0, 0);
    private static final List<String> WORDS = List.of(
            "snow",
            "ice",
            "névé",
            "firn",
            "glacier",
            "crevasse",
            "Gletscher",
            "雪",
            "🧊",
            "moraine",
            "icefall",
            "serac");

    /** Executes a statement with parameters and returns how many rows it changed. */
    int execute(String sql, @Nullable Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, parameters);
            return statement.executeUpdate();
        }
    }

    /** Executes a statement with many lists of parameters. */
    void executeAll(String sql, List<@Nullable Object[]> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (@Nullable Object[] row : rows) {
                bind(statement, row);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /** Executes a statement that has no parameters, as it is. */
    void executePlain(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The first column of the first row; empty without a row or at null. */
    OptionalLong queryLong(String sql, @Nullable Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, parameters);
            try (ResultSet result = statement.executeQuery()) {
                if (!result.next()) {
                    return OptionalLong.empty();
                }
                long value = result.getLong(1);
                return result.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
            }
        }
    }

    /** Does something of which nothing remains, within a transaction that goes on. */
    void undone(Operation.Action action) throws SQLException {
        Savepoint savepoint = connection.setSavepoint();
        action.run(this);
        connection.rollback(savepoint);
    }

    boolean oneIn(int chances) {
        return random.nextInt(chances) == 0;
    }

    /** A number from 1 up to and with a highest one. */
    int upTo(int highest) {
        return 1 + random.nextInt(highest);
    }

    <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    String words(int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(i == 0 ? "" : " ").append(oneOf(WORDS));
        }
        return text.toString();
    }

    /** Text that does not compress, so that it is large wherever it is kept. */
    String noise(int characters) {
        StringBuilder text = new StringBuilder(characters);
        for (int i = 0; i < characters; i++) {
            text.append((char) ('!' + random.nextInt(90)));
        }
        return text.toString();
    }

    byte[] noiseBytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    /** An amount of money below a number of cents. */
    BigDecimal money(int belowCents) {
        return BigDecimal.valueOf(random.nextInt(belowCents), 2);
    }

    LocalDate date() {
        return EPOCH.toLocalDate().minusDays(random.nextInt(30_000));
    }

    LocalDateTime timestamp() {
        return EPOCH.plus(random.nextLong(31_000_000_000_000L), ChronoUnit.MICROS);
    }

    private static void bind(PreparedStatement statement, @Nullable Object[] parameters) throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
    }
}
