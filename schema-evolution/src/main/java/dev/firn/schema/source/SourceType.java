package dev.firn.schema.source;

/**
 * A column's type as the source database names it.
 *
 * <p>The name is the database's own, in lower case and without length: {@code pg_type.typname} in PostgreSQL
 * ({@code int4}, {@code varchar}, {@code timestamptz}, {@code _int4} for an array), the type's keyword in MySQL with
 * {@code unsigned} kept ({@code int}, {@code bigint unsigned}, {@code tinyint}, {@code datetime}). Reading the catalog and reading the log
 * must give the same name for the same column: the two ways of a row meet in it.
 *
 * @param name the native name, lower case
 * @param kind what family the type belongs to, where the name alone does not say it
 * @param length characters, bytes, bits, precision or fractional digits as the type defines it, or {@link #UNSPECIFIED}
 * @param scale digits after the decimal point, or {@link #UNSPECIFIED}
 */
public record SourceType(String name, Kind kind, int length, int scale) {

    /** The value of a length or scale that the type does not have or the user did not give. */
    public static final int UNSPECIFIED = -1;

    /** The family of a type. */
    public enum Kind {
        /** A type that the database ships. */
        BASE,
        /** An enumeration; its name is the user's own in PostgreSQL. */
        ENUM,
        /** An array of another type. */
        ARRAY,
        /** A composite, a range, or a type of an extension. */
        OTHER
    }

    public static SourceType of(String name) {
        return new SourceType(name, Kind.BASE, UNSPECIFIED, UNSPECIFIED);
    }

    public static SourceType of(String name, int length) {
        return new SourceType(name, Kind.BASE, length, UNSPECIFIED);
    }

    public static SourceType of(String name, int length, int scale) {
        return new SourceType(name, Kind.BASE, length, scale);
    }

    @Override
    public String toString() {
        if (length == UNSPECIFIED) {
            return name;
        }
        return scale == UNSPECIFIED ? name + "(" + length + ")" : name + "(" + length + "," + scale + ")";
    }
}
