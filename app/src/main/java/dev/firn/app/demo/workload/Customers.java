package dev.firn.app.demo.workload;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Customers, whose number changes now and then. */
final class Customers {

    static final String INSERT = "INSERT INTO shop.customers (id, email, name, active, credit, born, registered)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?)";

    private static final String RENUMBER = "UPDATE shop.customers SET id = ? WHERE id = ?";
    private static final String DELETE = "DELETE FROM shop.customers WHERE id = ?";

    private Customers() {}

    static void register(Session session) throws SQLException {
        session.execute(INSERT, row(session, session.ids().next(ShopTable.CUSTOMERS)));
    }

    static void change(Session session) throws SQLException {
        session.execute(
                "UPDATE shop.customers SET name = ?, active = ?, credit = ? WHERE id = ?",
                session.oneIn(6) ? null : session.words(2),
                session.random().nextBoolean(),
                session.random().nextGaussian() * 1000,
                given(session));
    }

    static void delete(Session session) throws SQLException {
        session.execute(DELETE, given(session));
    }

    static void renumber(Session session) throws SQLException {
        session.execute(RENUMBER, session.ids().next(ShopTable.CUSTOMERS), given(session));
    }

    /** Two customers exchange their numbers, or one takes a free one. */
    static void exchange(Session session) throws SQLException {
        long one = given(session);
        long other = given(session);
        session.execute(RENUMBER, -one, one);
        session.execute(RENUMBER, one, other);
        session.execute(RENUMBER, other, -one);
    }

    /** The number is that of a customer who was deleted in the same transaction. */
    static void replace(Session session) throws SQLException {
        long id = given(session);
        session.execute(DELETE, id);
        session.execute(INSERT, row(session, id));
    }

    static @Nullable Object[] row(Session session, long id) {
        return new @Nullable Object[] {
            id,
            "c" + id + "@example.org",
            session.oneIn(10) ? null : session.words(2),
            session.random().nextBoolean(),
            session.oneIn(10) ? null : session.random().nextDouble() * 1e6,
            session.oneIn(10) ? null : session.date(),
            session.timestamp()
        };
    }

    private static long given(Session session) {
        return session.ids().given(ShopTable.CUSTOMERS, session.random());
    }
}
