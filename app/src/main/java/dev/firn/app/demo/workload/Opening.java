package dev.firn.app.demo.workload;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** The shop before its first day: tables, and rows that a load finds. */
final class Opening {

    private static final Set<Feature> ON_ORDERS =
            EnumSet.of(Feature.ORDERS, Feature.KEY_CHANGES, Feature.BULK, Feature.SCHEMA_CHANGES);
    private static final int BATCH = 1_000;
    private static final int LINES_PER_ORDER = 3;

    private Opening() {}

    /** Whether the features ask for a table. */
    static boolean isWanted(WorkloadSettings settings, ShopTable table) {
        Set<Feature> features = settings.features();
        return table.feature() == Feature.ORDERS
                ? features.stream().anyMatch(ON_ORDERS::contains)
                : features.contains(table.feature());
    }

    static void create(Session session) throws SQLException {
        Set<ShopTable> tables = EnumSet.allOf(ShopTable.class);
        tables.removeIf(table -> !isWanted(session.settings(), table));
        for (String statement : session.dialect().createSchema()) {
            session.executePlain(statement);
        }
        for (ShopTable table : tables) {
            session.executePlain(table.createStatement(session.dialect()));
        }
        for (String statement : session.dialect().finishTables()) {
            if (tables.stream().anyMatch(table -> statement.contains(table + " "))) {
                session.executePlain(statement);
            }
        }
        session.connection().commit();
        for (ShopTable table : tables) {
            fill(session, table);
        }
    }

    private static void fill(Session session, ShopTable table) throws SQLException {
        int orders = session.settings().initialRows();
        switch (table) {
            case CUSTOMERS -> insert(session, table, orders / 2, Customers.INSERT, id -> Customers.row(session, id));
            case PRODUCTS -> insert(session, table, orders / 5, Products.INSERT, id -> Products.row(session, id));
            case ORDERS -> insert(session, table, orders, Orders.INSERT, id -> Orders.row(session, id));
            case ORDER_ITEMS -> insertLines(session, orders);
            case ACCOUNTS_A, ACCOUNTS_B ->
                insert(session, table, Transfers.ACCOUNTS, Transfers.insert(table), id -> Transfers.row(session, id));
            case EVENTS -> insert(session, table, orders, Events.INSERT, id -> Events.row(session));
            case DOCUMENTS ->
                insert(session, table, Math.max(10, orders / 50), Documents.INSERT, id -> Documents.row(session, id));
            case TYPE_SAMPLES -> {
                for (int number = 0; number <= TypeSamples.rowsForAll(session.dialect()); number++) {
                    TypeSamples.addEdges(session, number);
                }
            }
            case CARTS -> Carts.add(session);
        }
        session.connection().commit();
    }

    private static void insertLines(Session session, int orders) throws SQLException {
        List<@Nullable Object[]> batch = new ArrayList<>();
        for (int order = 1; order <= orders; order++) {
            batch.addAll(Orders.lines(session, order, LINES_PER_ORDER));
            if (batch.size() >= BATCH || order == orders) {
                session.executeAll(Orders.INSERT_LINE, batch);
                session.connection().commit();
                batch.clear();
            }
        }
    }

    private static void insert(
            Session session, ShopTable table, int count, String sql, LongFunction<@Nullable Object[]> row)
            throws SQLException {
        List<@Nullable Object[]> batch = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            batch.add(row.apply(session.ids().next(table)));
            if (batch.size() >= BATCH || number == count) {
                session.executeAll(sql, batch);
                session.connection().commit();
                batch.clear();
            }
        }
    }
}
