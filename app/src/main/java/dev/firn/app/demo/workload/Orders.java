package dev.firn.app.demo.workload;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Orders and their lines: two tables that change in one transaction. */
final class Orders {

    static final String INSERT =
            "INSERT INTO shop.orders (id, customer_id, status, channel, quantity, total, weight, placed)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
    static final String INSERT_LINE = "INSERT INTO shop.order_items (order_id, line, sku, amount) VALUES (?, ?, ?, ?)";

    private static final List<String> STATES = List.of("new", "paid", "packed", "sent", "returned");
    private static final List<String> CHANNELS = List.of("web", "shop", "phone");
    private static final int MOST_LINES = 6;

    private Orders() {}

    static void place(Session session) throws SQLException {
        long id = session.ids().next(ShopTable.ORDERS);
        session.execute(INSERT, row(session, id));
        session.executeAll(INSERT_LINE, lines(session, id, session.upTo(MOST_LINES)));
    }

    static void change(Session session) throws SQLException {
        long id = session.ids().given(ShopTable.ORDERS, session.random());
        session.execute("UPDATE shop.orders SET status = ? WHERE id = ?", session.oneOf(STATES), id);
        if (session.oneIn(3)) {
            session.execute(
                    "UPDATE shop.orders SET total = ?, quantity = ? WHERE id = ?",
                    session.oneIn(8) ? null : session.money(1_000_000),
                    session.oneIn(8) ? null : session.upTo(1_000),
                    id);
            session.execute(
                    "UPDATE shop.order_items SET amount = ? WHERE order_id = ? AND line = ?",
                    session.money(100_000),
                    id,
                    session.upTo(MOST_LINES));
        }
    }

    static void changeTwice(Session session) throws SQLException {
        long id = session.ids().given(ShopTable.ORDERS, session.random());
        session.execute("UPDATE shop.orders SET status = 'paid' WHERE id = ?", id);
        session.execute(
                "UPDATE shop.orders SET status = 'sent', channel = ? WHERE id = ?", session.oneOf(CHANNELS), id);
    }

    static void delete(Session session) throws SQLException {
        long id = session.ids().given(ShopTable.ORDERS, session.random());
        session.execute("DELETE FROM shop.orders WHERE id = ?", id);
        session.execute("DELETE FROM shop.order_items WHERE order_id = ?", id);
    }

    /** Of the transaction nothing remains but its events. */
    static void placeAndDelete(Session session) throws SQLException {
        long id = session.ids().next(ShopTable.ORDERS);
        session.execute(INSERT, row(session, id));
        session.execute("UPDATE shop.orders SET status = 'returned' WHERE id = ?", id);
        session.execute("DELETE FROM shop.orders WHERE id = ?", id);
    }

    /** Gives an order's lines to another order: a part of their key changes. */
    static void moveLines(Session session) throws SQLException {
        long from = session.ids().given(ShopTable.ORDERS, session.random());
        long to = session.ids().given(ShopTable.ORDERS, session.random());
        session.execute("DELETE FROM shop.order_items WHERE order_id = ?", from == to ? -1 : to);
        session.execute("UPDATE shop.order_items SET order_id = ? WHERE order_id = ?", to, from);
    }

    static void placeInBulk(Session session) throws SQLException {
        long id = session.ids().next(ShopTable.ORDERS);
        session.execute(INSERT, row(session, id));
        session.executeAll(INSERT_LINE, lines(session, id, session.settings().bulkRows()));
    }

    static void changeInBulk(Session session) throws SQLException {
        long from = session.ids().given(ShopTable.ORDERS, session.random());
        session.execute(
                "UPDATE shop.order_items SET amount = ? WHERE order_id BETWEEN ? AND ?",
                session.money(100_000),
                from,
                from + session.settings().bulkRows() / 3);
    }

    static @Nullable Object[] row(Session session, long id) {
        return new @Nullable Object[] {
            id,
            session.ids().given(ShopTable.CUSTOMERS, session.random()),
            "new",
            session.oneOf(CHANNELS),
            session.upTo(100),
            session.money(1_000_000),
            session.oneIn(4) ? null : session.random().nextFloat() * 100,
            session.timestamp()
        };
    }

    static List<@Nullable Object[]> lines(Session session, long order, int count) {
        List<@Nullable Object[]> lines = new ArrayList<>(count);
        for (int line = 1; line <= count; line++) {
            long product = session.ids().given(ShopTable.PRODUCTS, session.random());
            lines.add(new @Nullable Object[] {order, line, Products.sku(product), session.money(100_000)});
        }
        return lines;
    }
}
