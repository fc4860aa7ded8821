package dev.firn.app.demo.workload;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Events, which no key tells apart: some are equal in every column. */
final class Events {

    static final String INSERT = "INSERT INTO shop.events (happened, kind, detail) VALUES (?, ?, ?)";

    private static final List<String> KINDS = List.of("view", "search", "click", "leave");

    private Events() {}

    static void add(Session session) throws SQLException {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (int count = session.upTo(4); count > 0; count--) {
            @Nullable Object[] row = row(session);
            rows.add(row);
            if (session.oneIn(5)) {
                rows.add(row);
            }
        }
        session.executeAll(INSERT, rows);
    }

    /** Deletes some days' events of a kind, often several at once. */
    static void delete(Session session) throws SQLException {
        var from = session.timestamp();
        session.execute(
                "DELETE FROM shop.events WHERE kind = ? AND happened BETWEEN ? AND ?",
                session.oneOf(KINDS),
                from,
                from.plusDays(3));
    }

    static @Nullable Object[] row(Session session) {
        return new @Nullable Object[] {
            session.timestamp(), session.oneOf(KINDS), session.oneIn(5) ? null : session.words(session.upTo(8))
        };
    }
}
