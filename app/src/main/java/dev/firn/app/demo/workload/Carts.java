package dev.firn.app.demo.workload;

import java.sql.SQLException;

/** Carts, which are all thrown away at times. */
final class Carts {

    private static final String INSERT = "INSERT INTO shop.carts (id, content) VALUES (?, ?)";

    private Carts() {}

    static void fill(Session session) throws SQLException {
        if (session.oneIn(3)) {
            session.execute(
                    "UPDATE shop.carts SET content = ? WHERE id = ?",
                    session.words(3),
                    session.ids().given(ShopTable.CARTS, session.random()));
        } else {
            add(session);
        }
    }

    /** Truncates between two inserts, which in PostgreSQL are of the same transaction. */
    static void truncate(Session session) throws SQLException {
        add(session);
        session.executePlain("TRUNCATE TABLE shop.carts");
        add(session);
    }

    static void add(Session session) throws SQLException {
        session.execute(INSERT, session.ids().next(ShopTable.CARTS), session.words(3));
    }
}
