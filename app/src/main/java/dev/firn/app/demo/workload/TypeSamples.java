package dev.firn.app.demo.workload;

import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/** A table with a column of every common type. */
final class TypeSamples {

    private TypeSamples() {}

    /** How many rows it takes for every value of every column to stand in one. */
    static int rowsForAll(Dialect dialect) {
        return dialect.typeColumns().stream()
                .mapToInt(column -> column.literals().size())
                .max()
                .orElse(0);
    }

    /** Inserts the row in which each column has its n-th value; the row number 0 is all null. */
    static void addEdges(Session session, int number) throws SQLException {
        insert(
                session,
                session.dialect().typeColumns().stream()
                        .map(column -> number == 0
                                ? "NULL"
                                : column.literals()
                                        .get((number - 1) % column.literals().size()))
                        .toList());
    }

    static void add(Session session) throws SQLException {
        insert(
                session,
                session.dialect().typeColumns().stream()
                        .map(column -> literal(session, column))
                        .toList());
    }

    static void change(Session session) throws SQLException {
        TypeColumn one = session.oneOf(session.dialect().typeColumns());
        TypeColumn other = session.oneOf(session.dialect().typeColumns());
        String second = one.equals(other) ? "" : ", " + other.name() + " = " + literal(session, other);
        session.executePlain("UPDATE shop.type_samples SET " + one.name() + " = " + literal(session, one) + second
                + " WHERE id = " + session.ids().given(ShopTable.TYPE_SAMPLES, session.random()));
    }

    static void delete(Session session) throws SQLException {
        session.execute(
                "DELETE FROM shop.type_samples WHERE id = ?",
                session.ids().given(ShopTable.TYPE_SAMPLES, session.random()));
    }

    private static String literal(Session session, TypeColumn column) {
        return session.oneIn(8) ? "NULL" : session.oneOf(column.literals());
    }

    private static void insert(Session session, List<String> literals) throws SQLException {
        String columns =
                session.dialect().typeColumns().stream().map(TypeColumn::name).collect(Collectors.joining(", "));
        session.executePlain("INSERT INTO shop.type_samples (id, " + columns + ") VALUES ("
                + session.ids().next(ShopTable.TYPE_SAMPLES) + ", " + String.join(", ", literals) + ")");
    }
}
