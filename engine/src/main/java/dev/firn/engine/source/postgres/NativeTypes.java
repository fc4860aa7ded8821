package dev.firn.engine.source.postgres;

import dev.firn.engine.source.jdbc.Session;
import dev.firn.schema.source.SourceType;
import dev.firn.schema.source.SourceType.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The types of some tables' columns, by oid, as {@code pg_type} has them. A domain is what it is made of: so does the log tell
 * it.
 */
public final class NativeTypes {

    private static final String USED_TYPES = """
            WITH RECURSIVE used(oid) AS (
                SELECT DISTINCT a.atttypid FROM pg_attribute a
                WHERE a.attrelid = ANY (?::oid[]) AND a.attnum > 0 AND NOT a.attisdropped
              UNION
                SELECT t.typbasetype FROM used u JOIN pg_type t ON t.oid = u.oid WHERE t.typtype = 'd')
            SELECT t.oid::int8, t.typname, t.typtype::text, t.typcategory::text, n.nspname,
                   t.typbasetype::int8, t.typtypmod
            FROM used u JOIN pg_type t ON t.oid = u.oid JOIN pg_namespace n ON n.oid = t.typnamespace
            """;

    // A type modifier of a type with a length holds it plus the size of the length word (VARHDRSZ in postgres.h).
    private static final int HEADER = 4;
    private static final int NO_MODIFIER = -1;

    private final Map<Long, Native> byOid = new HashMap<>();

    private record Native(
            long oid, String name, String type, String category, String schema, long baseType, int baseModifier) {

        boolean shipped() {
            return schema.equals("pg_catalog");
        }

        /** An array of a type that PostgreSQL does not ship is named with its schema: its name may be that of a shipped one. */
        String qualifiedName() {
            return category.equals("A") && !shipped() ? schema + "." + name : name;
        }
    }

    private NativeTypes() {}

    /** Reads the types that the columns of the tables have. */
    static NativeTypes of(Session session, List<Long> tables) {
        NativeTypes types = new NativeTypes();
        session.list(
                        USED_TYPES,
                        row -> new Native(
                                row.getLong(1),
                                row.getString(2),
                                row.getString(3),
                                row.getString(4),
                                row.getString(5),
                                row.getLong(6),
                                row.getInt(7)),
                        (Object) tables.toArray(new Long[0]))
                .forEach(found -> types.byOid.put(found.oid, found));
        return types;
    }

    /**
     * A column's type.
     *
     * @param oid the type as the column names it
     * @param modifier the column's type modifier, -1 for none
     */
    SourceType resolve(long oid, int modifier) {
        Native found = byOid.get(oid);
        if (found == null) {
            throw new IllegalStateException("Type " + oid + " is no type of the tables that were read");
        }
        int effective = modifier;
        while (found.type.equals("d")) {
            effective = effective == NO_MODIFIER ? found.baseModifier : effective;
            Native base = byOid.get(found.baseType);
            if (base == null) {
                throw new IllegalStateException("Domain " + found.name + " has no base type");
            }
            found = base;
        }
        return sourceType(found, effective);
    }

    private static SourceType sourceType(Native type, int modifier) {
        return sourceType(type.qualifiedName(), kind(type), modifier);
    }

    /**
     * A type with what its modifier says.
     *
     * @param nativeName as {@code pg_type} has it
     * @param modifier the type modifier (atttypmod), -1 for none
     */
    public static SourceType sourceType(String nativeName, Kind kind, int modifier) {
        String name = nativeName.toLowerCase(Locale.ROOT);
        if ((kind != Kind.BASE && !hasPrecision(name)) || modifier < 0) {
            return new SourceType(name, kind, SourceType.UNSPECIFIED, SourceType.UNSPECIFIED);
        }
        return switch (name) {
            case "varchar", "bpchar" -> SourceType.of(name, modifier - HEADER);
            case "numeric", "_numeric" -> numeric(name, kind, precision(modifier), modifier - HEADER);
            case "time", "timetz", "timestamp", "timestamptz", "bit", "varbit" -> SourceType.of(name, modifier);
            default -> SourceType.of(name);
        };
    }

    private static Kind kind(Native type) {
        if (type.type.equals("e")) {
            return Kind.ENUM;
        }
        if (type.category.equals("A")) {
            return Kind.ARRAY;
        }
        return type.type.equals("b") && type.shipped() ? Kind.BASE : Kind.OTHER;
    }

    private static int precision(int modifier) {
        return (modifier - HEADER) >> 16 & 0xFFFF;
    }

    /**
     * A number with a precision, and a scale as a modifier has it: eleven bits with a sign, since from version 15 on it may be negative
     * (numeric_typmod_scale in numeric.c). Such a number is one of as many digits more.
     */
    public static SourceType numeric(String name, Kind kind, int precision, int scaleBits) {
        int scale = ((scaleBits & 0x7FF) ^ 0x400) - 0x400;
        return new SourceType(name, kind, precision - Math.min(0, scale), Math.max(0, scale));
    }

    /** Whether columns of the type, one that PostgreSQL ships, may have a precision and a scale. */
    public static boolean hasPrecision(String name) {
        return name.equals("numeric") || name.equals("_numeric");
    }
}
