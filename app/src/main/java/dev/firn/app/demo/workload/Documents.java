package dev.firn.app.demo.workload;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Documents with large values. PostgreSQL's log leaves these out of updates that do not change them. */
final class Documents {

    static final String INSERT =
            "INSERT INTO shop.documents (id, title, revision, body, attachment) VALUES (?, ?, ?, ?, ?)";

    // PostgreSQL moves values out of rows of more than 2 kB.
    private static final int SMALLEST = 9_000;
    private static final int SPREAD = 12_000;

    private Documents() {}

    static void write(Session session) throws SQLException {
        session.execute(INSERT, row(session, session.ids().next(ShopTable.DOCUMENTS)));
    }

    static void retitle(Session session) throws SQLException {
        session.execute(
                "UPDATE shop.documents SET title = ?, revision = revision + 1 WHERE id = ?",
                session.words(4),
                given(session));
    }

    /** Changes one large value and leaves the other, or empties one. */
    static void rewrite(Session session) throws SQLException {
        if (session.oneIn(2)) {
            session.execute("UPDATE shop.documents SET body = ? WHERE id = ?", body(session), given(session));
        } else {
            session.execute(
                    "UPDATE shop.documents SET attachment = ? WHERE id = ?", attachment(session), given(session));
        }
    }

    /** The key changes, the large values do not. */
    static void renumber(Session session) throws SQLException {
        session.execute(
                "UPDATE shop.documents SET id = ? WHERE id = ?",
                session.ids().next(ShopTable.DOCUMENTS),
                given(session));
    }

    static void delete(Session session) throws SQLException {
        session.execute("DELETE FROM shop.documents WHERE id = ?", given(session));
    }

    static @Nullable Object[] row(Session session, long id) {
        return new @Nullable Object[] {id, session.words(4), 1, body(session), attachment(session)};
    }

    private static @Nullable String body(Session session) {
        return session.oneIn(8)
                ? null
                : session.noise(SMALLEST + session.random().nextInt(SPREAD));
    }

    private static byte @Nullable [] attachment(Session session) {
        return session.oneIn(3)
                ? null
                : session.noiseBytes(SMALLEST + session.random().nextInt(SPREAD));
    }

    private static long given(Session session) {
        return session.ids().given(ShopTable.DOCUMENTS, session.random());
    }
}
