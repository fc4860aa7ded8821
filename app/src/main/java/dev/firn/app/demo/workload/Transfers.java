package dev.firn.app.demo.workload;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/** Money that moves between two tables, so that only a consistent cut through both shows the right sum. */
final class Transfers {

    static final int ACCOUNTS = 40;
    static final BigDecimal OPENING_BALANCE = new BigDecimal("1000.00");

    private Transfers() {}

    static String insert(ShopTable table) {
        return "INSERT INTO " + table + " (id, owner, balance, changed) VALUES (?, ?, ?, ?)";
    }

    /** Moves an amount between two accounts, of which one may not be of the other's table; debts are allowed. */
    static void transfer(Session session) throws SQLException {
        BigDecimal amount = session.money(10_000);
        boolean across = !session.oneIn(4);
        boolean fromA = session.random().nextBoolean();
        ShopTable from = fromA ? ShopTable.ACCOUNTS_A : ShopTable.ACCOUNTS_B;
        ShopTable to = fromA == across ? ShopTable.ACCOUNTS_B : ShopTable.ACCOUNTS_A;
        LocalDateTime now = session.timestamp();
        add(session, from, amount.negate(), now);
        add(session, to, amount, now);
    }

    static @Nullable Object[] row(Session session, long id) {
        return new @Nullable Object[] {(int) id, session.words(1), OPENING_BALANCE, session.timestamp()};
    }

    private static void add(Session session, ShopTable table, BigDecimal amount, LocalDateTime now)
            throws SQLException {
        session.execute(
                "UPDATE " + table + " SET balance = balance + ?, changed = ? WHERE id = ?",
                amount,
                now,
                session.upTo(ACCOUNTS));
    }
}
