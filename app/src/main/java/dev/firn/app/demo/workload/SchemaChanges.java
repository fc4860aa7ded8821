package dev.firn.app.demo.workload;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The table of orders changes, one step at a time. Each round adds columns, widens them and drops those of the round before;
 * names never come back. After each step rows are written with values that only the new schema takes, so that a reader of
 * PostgreSQL's log, which has no schema changes of its own, hears of it.
 */
final class SchemaChanges {

    private static final String TABLE = ShopTable.ORDERS.toString();

    private final ReentrantLock oneAtATime = new ReentrantLock();
    private final List<String> done = Collections.synchronizedList(new ArrayList<>());
    private int round = 1;

    /**
     * A step that is due while the columns are as a condition says. The condition looks at the database, not at what was done: whether a
     * change was made before the connection broke is known to nobody else.
     */
    private record Step(Predicate<Map<String, EvolvingColumn>> isDue, String statement) {}

    /** The statements so far, in order. */
    List<String> done() {
        synchronized (done) {
            return List.copyOf(done);
        }
    }

    /** Makes the next change and commits it; does nothing while another worker is at it. */
    void advance(Session session) throws SQLException {
        if (!oneAtATime.tryLock()) {
            return;
        }
        try {
            Step step = next(session);
            if (session.dialect() == Dialect.POSTGRES && session.oneIn(4)) {
                attemptAndRollBack(session, step);
            }
            // Rows of both schemas in one transaction, where the database has schema changes in transactions.
            writeRows(session);
            session.executePlain(step.statement());
            if (session.oneIn(2)) {
                session.connection().commit();
            }
            writeRows(session);
            session.connection().commit();
            done.add(step.statement());
        } finally {
            oneAtATime.unlock();
        }
    }

    private static void attemptAndRollBack(Session session, Step step) throws SQLException {
        writeRows(session);
        session.executePlain(step.statement());
        writeRows(session);
        session.connection().rollback();
    }

    private Step next(Session session) throws SQLException {
        Map<String, EvolvingColumn> columns = EvolvingColumn.ofOrders(session);
        Optional<Step> due = steps(session.dialect(), round)
                .filter(step -> step.isDue().test(columns))
                .findFirst();
        while (due.isEmpty()) {
            round++;
            due = steps(session.dialect(), round)
                    .filter(step -> step.isDue().test(columns))
                    .findFirst();
        }
        return due.get();
    }

    private static Stream<Step> steps(Dialect dialect, int round) {
        Dialect.Words words = dialect.words();
        return Stream.of(
                add("extra_" + round, "INT"),
                retype(dialect, "extra_" + round, EvolvingColumn.Kind.INT, "BIGINT"),
                relaxChannel(dialect),
                add("price_" + round, "DECIMAL(8, 2)"),
                widen(dialect, "price_" + round, 8, 12),
                retype(dialect, "quantity", EvolvingColumn.Kind.INT, "BIGINT"),
                add("ratio_" + round, words.single()),
                retype(dialect, "ratio_" + round, EvolvingColumn.Kind.SINGLE, words.twice()),
                widen(dialect, "total", 10, 14),
                add("note_" + round, "VARCHAR(100)"),
                retype(dialect, "weight", EvolvingColumn.Kind.SINGLE, words.twice()),
                drop("extra_" + (round - 1)),
                drop("price_" + (round - 1)),
                drop("ratio_" + (round - 1)),
                drop("note_" + (round - 1)));
    }

    private static Step add(String column, String type) {
        return new Step(
                columns -> !columns.containsKey(column), "ALTER TABLE " + TABLE + " ADD COLUMN " + column + " " + type);
    }

    private static Step drop(String column) {
        return new Step(columns -> columns.containsKey(column), "ALTER TABLE " + TABLE + " DROP COLUMN " + column);
    }

    private static Step retype(Dialect dialect, String column, EvolvingColumn.Kind from, String to) {
        return new Step(
                columns -> present(columns, column)
                        .filter(found -> found.kind() == from)
                        .isPresent(),
                dialect.changeType(TABLE, column, to));
    }

    private static Step widen(Dialect dialect, String column, int fromPrecision, int toPrecision) {
        return new Step(
                columns -> present(columns, column)
                        .filter(found -> found.precision() == fromPrecision)
                        .isPresent(),
                dialect.changeType(TABLE, column, "DECIMAL(" + toPrecision + ", 2)"));
    }

    private static Step relaxChannel(Dialect dialect) {
        return new Step(
                columns -> present(columns, "channel")
                        .filter(found -> !found.nullable())
                        .isPresent(),
                dialect.relax(TABLE, "channel", "VARCHAR(20)"));
    }

    private static Optional<EvolvingColumn> present(Map<String, EvolvingColumn> columns, String column) {
        return Optional.ofNullable(columns.get(column));
    }

    /** A new order, and changes to some older ones, with values in every column that comes, grows or goes. */
    private static void writeRows(Session session) throws SQLException {
        Map<String, EvolvingColumn> columns = EvolvingColumn.ofOrders(session);
        columns.keySet().removeAll(List.of("id", "customer_id", "status", "placed"));
        String assignments = String.join(
                ", ", columns.keySet().stream().map(name -> name + " = ?").toList());
        long added = session.ids().next(ShopTable.ORDERS);
        session.execute(Orders.INSERT, Orders.row(session, added));
        for (int count = 0; count < 4; count++) {
            long id = count == 0 ? added : session.ids().given(ShopTable.ORDERS, session.random());
            List<@Nullable Object> values = new ArrayList<>();
            columns.values().forEach(column -> values.add(column.value(session)));
            values.add(id);
            session.execute("UPDATE " + TABLE + " SET " + assignments + " WHERE id = ?", values.toArray());
        }
    }
}
