package dev.firn.engine.source.debezium;

import dev.firn.engine.source.postgres.NativeTypes;
import dev.firn.schema.source.SourceType;
import dev.firn.schema.source.SourceType.Kind;
import io.debezium.spi.converter.RelationalColumn;
import java.util.Locale;

/**
 * What the connector is told of a database's types: that each is a domain over text, whose values it hands on as they
 * are. Left to itself it knows some types by name, one of two types of a name, gives others up as null, and fails at a domain over an
 * enumeration wherever there is one in the database.
 *
 * <p>A type that PostgreSQL ships keeps its name. To any other the name under which its columns arrive adds what its name does
 * not tell: {@code firn:<kind>:<modifier>:<oid>:<name>}, a domain resolved to what it is made of.
 */
final class PlainTextTypes {

    private static final String MARK = "firn:";

    /** How the connector's questions for types begin (TypeRegistry), and the two ends that ask for one type alone. */
    private static final String TYPES = "SELECT t.oid AS oid, t.typname AS name, n.nspname AS schema_name";

    private static final String BY_NAME = " AND t.typname = ?";
    private static final String BY_OID = " AND t.oid = ?";

    /** How its question for the driver's types begins; the answer is the same for all. */
    private static final String DRIVER_TYPES = "SELECT DISTINCT ON (typname) typname, typinput='array_in'::regproc";

    private static final String RESOLVED = """
            WITH RECURSIVE chain(oid, at, modifier) AS (
                SELECT t.oid, t.oid, -1
                FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
                WHERE n.nspname <> 'pg_toast'%s
              UNION ALL
                SELECT c.oid, t.typbasetype, CASE c.modifier WHEN -1 THEN t.typtypmod ELSE c.modifier END
                FROM chain c JOIN pg_catalog.pg_type t ON t.oid = c.at WHERE t.typtype = 'd'),
            resolved AS (
                SELECT t.oid, t.typname AS plain, n.nspname AS schema_name,
                       CASE WHEN root.oid = t.oid AND n.nspname = 'pg_catalog' THEN NULL
                            ELSE 'firn:'
                              || CASE WHEN root.typtype = 'e' THEN 'ENUM' WHEN root.typcategory = 'A' THEN 'ARRAY'
                                      WHEN root.typtype = 'b' AND roots.nspname = 'pg_catalog' THEN 'BASE'
                                      ELSE 'OTHER' END
                              || ':' || c.modifier || ':' || t.oid || ':'
                              || CASE WHEN root.typcategory = 'A' AND roots.nspname <> 'pg_catalog'
                                      THEN roots.nspname || '.' ELSE '' END
                              || root.typname END AS marked
                FROM chain c JOIN pg_catalog.pg_type root ON root.oid = c.at AND root.typtype <> 'd'
                JOIN pg_catalog.pg_namespace roots ON roots.oid = root.typnamespace
                JOIN pg_catalog.pg_type t ON t.oid = c.oid
                JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace)
            """;

    /** With text, whose oid is 25, as the parent of all others. */
    private static final String ANSWER = "SELECT oid, name, schema_name, 0 AS element,"
            + " CASE oid WHEN 25 THEN 0 ELSE 25 END AS parentoid, -1 AS modifiers, 'S' AS category,"
            + " NULL::text[] AS enum_values FROM ";

    /** The last name given to an oid is the one under which columns arrive; the plain one serves the driver's names. */
    private static final String ALL = String.format(Locale.ROOT, RESOLVED, "")
            + ANSWER
            + "(SELECT 1 AS turn, oid, plain AS name, schema_name FROM resolved"
            + " UNION ALL SELECT 2, oid, marked, schema_name FROM resolved WHERE marked IS NOT NULL) names ORDER BY turn";

    private static final String ALL_FOR_THE_DRIVER = String.format(Locale.ROOT, RESOLVED, "")
            + "SELECT DISTINCT ON (name) name, false, 'b' FROM (SELECT plain AS name FROM resolved"
            + " UNION ALL SELECT marked FROM resolved WHERE marked IS NOT NULL) names";

    private PlainTextTypes() {}

    /** What to ask instead; the question itself where it is not for types. */
    static String question(String sql) {
        if (sql.startsWith(DRIVER_TYPES)) {
            return ALL_FOR_THE_DRIVER;
        }
        if (!sql.startsWith(TYPES)) {
            return sql;
        }
        return sql.endsWith(BY_OID) ? one(BY_OID) : sql.endsWith(BY_NAME) ? one(BY_NAME) : ALL;
    }

    private static String one(String condition) {
        return String.format(Locale.ROOT, RESOLVED, condition)
                + ANSWER
                + "(SELECT oid, coalesce(marked, plain) AS name, schema_name FROM resolved) names";
    }

    /** A column's type as the catalog names it; a domain counts as the type below it. */
    static SourceType of(RelationalColumn column) {
        String name = column.typeName();
        if (name.startsWith(MARK)) {
            String[] parts = name.split(":", 5);
            Kind kind = Kind.valueOf(parts[1]);
            int modifier = Integer.parseInt(parts[2]);
            // A domain's columns have no modifier of their own.
            return NativeTypes.sourceType(parts[4], kind, modifier);
        }
        Kind kind = name.startsWith("_") ? Kind.ARRAY : Kind.BASE;
        return NativeTypes.hasPrecision(name) && column.length().orElse(0) > 0
                ? numeric(
                        name,
                        kind,
                        column.length().orElseThrow(),
                        column.scale().orElse(0))
                : new SourceType(name, kind, SourceType.UNSPECIFIED, SourceType.UNSPECIFIED);
    }

    private static SourceType numeric(String name, Kind kind, int precision, int scale) {
        return precision >= UNBOUNDED
                ? new SourceType(name, kind, SourceType.UNSPECIFIED, SourceType.UNSPECIFIED)
                : NativeTypes.numeric(name, kind, precision, scale);
    }

    /** What the driver says where a numeric has no precision: 131 089, or the digits before the point. */
    private static final int UNBOUNDED = 1_001;
}
