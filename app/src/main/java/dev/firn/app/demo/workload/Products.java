package dev.firn.app.demo.workload;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Products, whose key is text. */
final class Products {

    static final String INSERT = "INSERT INTO shop.products (sku, title, price) VALUES (?, ?, ?)";

    private Products() {}

    static void price(Session session) throws SQLException {
        String sku = sku(session.ids().given(ShopTable.PRODUCTS, session.random()));
        if (session.execute("UPDATE shop.products SET price = ? WHERE sku = ?", session.money(100_000), sku) == 0) {
            session.execute(INSERT, row(session, session.ids().next(ShopTable.PRODUCTS)));
        }
    }

    static void rename(Session session) throws SQLException {
        session.execute(
                "UPDATE shop.products SET sku = ? WHERE sku = ?",
                sku(session.ids().next(ShopTable.PRODUCTS)),
                sku(session.ids().given(ShopTable.PRODUCTS, session.random())));
    }

    static @Nullable Object[] row(Session session, long number) {
        return new @Nullable Object[] {sku(number), session.words(3), session.money(100_000)};
    }

    static String sku(long number) {
        return "sku-" + Long.toString(number, Character.MAX_RADIX);
    }
}
