package dev.firn.app.demo.workload;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A column of the table of orders as the database has it now.
 *
 * @param kind the family of its type
 * @param precision digits of a decimal; 0 of any other type
 * @param nullable whether it takes null
 */
record EvolvingColumn(Kind kind, int precision, boolean nullable) {

    private static final Map<String, Kind> KINDS = Map.of(
            "int", Kind.INT,
            "integer", Kind.INT,
            "bigint", Kind.BIGINT,
            "decimal", Kind.DECIMAL,
            "numeric", Kind.DECIMAL,
            "real", Kind.SINGLE,
            "float", Kind.SINGLE,
            "double", Kind.DOUBLE,
            "double precision", Kind.DOUBLE);

    enum Kind {
        INT,
        BIGINT,
        DECIMAL,
        SINGLE,
        DOUBLE,
        TEXT_OR_OTHER
    }

    /** The columns by name. */
    static Map<String, EvolvingColumn> ofOrders(Session session) throws SQLException {
        Map<String, EvolvingColumn> columns = new TreeMap<>();
        try (Statement statement = session.connection().createStatement();
                var result = statement.executeQuery("""
                        SELECT column_name, data_type, numeric_precision, is_nullable FROM information_schema.columns
                        WHERE table_schema = 'shop' AND table_name = 'orders'""")) {
            while (result.next()) {
                Kind kind = KINDS.getOrDefault(result.getString(2), Kind.TEXT_OR_OTHER);
                int precision = kind == Kind.DECIMAL ? result.getInt(3) : 0;
                columns.put(
                        result.getString(1), new EvolvingColumn(kind, precision, "YES".equals(result.getString(4))));
            }
        }
        return columns;
    }

    /** A value that the type takes, and often only since it was widened. */
    @Nullable
    Object value(Session session) {
        if (nullable && session.oneIn(6)) {
            return null;
        }
        return switch (kind) {
            case INT -> session.random().nextInt();
            case BIGINT -> session.random().nextLong();
            case DECIMAL -> new BigDecimal("9".repeat(precision - 2) + ".99").subtract(session.money(1_000_000));
            case SINGLE -> session.random().nextFloat();
            case DOUBLE -> session.random().nextDouble();
            case TEXT_OR_OTHER -> session.words(2);
        };
    }
}
