package dev.firn.engine.source.debezium;

import dev.firn.schema.source.SourceType;
import dev.firn.schema.source.SourceType.Kind;
import java.util.Locale;
import java.util.Map;

/** MySQL's types as its statements spell them, brought to the spelling of its catalog. */
final class MysqlTypeNames {

    private static final String UNSIGNED = " unsigned";
    private static final String ZEROFILL = " zerofill";

    /** Spellings that MySQL itself replaces when a table is made. */
    private static final Map<String, String> ALIASES = Map.ofEntries(
            Map.entry("bool", "tinyint"),
            Map.entry("boolean", "tinyint"),
            Map.entry("int1", "tinyint"),
            Map.entry("int2", "smallint"),
            Map.entry("int3", "mediumint"),
            Map.entry("middleint", "mediumint"),
            Map.entry("int4", "int"),
            Map.entry("integer", "int"),
            Map.entry("int8", "bigint"),
            Map.entry("dec", "decimal"),
            Map.entry("fixed", "decimal"),
            Map.entry("numeric", "decimal"),
            Map.entry("float4", "float"),
            Map.entry("float8", "double"),
            Map.entry("real", "double"),
            Map.entry("double precision", "double"),
            Map.entry("character", "char"),
            Map.entry("nchar", "char"),
            Map.entry("national char", "char"),
            Map.entry("national character", "char"),
            Map.entry("character varying", "varchar"),
            Map.entry("char varying", "varchar"),
            Map.entry("nvarchar", "varchar"),
            Map.entry("nchar varchar", "varchar"),
            Map.entry("national varchar", "varchar"),
            Map.entry("national character varying", "varchar"),
            Map.entry("long", "mediumtext"),
            Map.entry("long varchar", "mediumtext"),
            Map.entry("long varbinary", "mediumblob"),
            Map.entry("geometrycollection", "geomcollection"));

    private MysqlTypeNames() {}

    /** The type that a statement spells so; the name keeps {@code unsigned} and nothing else beside its keyword. */
    static SourceType type(String spelling, int length, int scale) {
        String name = spelling.toLowerCase(Locale.ROOT).replaceAll("\\s+", " ").trim();
        if (name.equals("serial")) {
            return SourceType.of("bigint unsigned");
        }
        boolean unsigned = name.contains(UNSIGNED) || name.contains(ZEROFILL);
        String base = name.replace(UNSIGNED, "")
                .replace(ZEROFILL, "")
                .replace(" signed", "")
                .trim();
        base = ALIASES.getOrDefault(base, base);
        if (base.equals("decimal") && length == SourceType.UNSPECIFIED) {
            return new SourceType(unsigned ? base + UNSIGNED : base, Kind.BASE, 10, 0);
        }
        int digits = base.equals("decimal") && scale == SourceType.UNSPECIFIED ? 0 : scale;
        Kind kind = base.equals("enum") ? Kind.ENUM : Kind.BASE;
        return new SourceType(unsigned ? base + UNSIGNED : base, kind, length, digits);
    }

    /** The keyword alone. */
    static String base(SourceType type) {
        return isUnsigned(type) ? type.name().substring(0, type.name().length() - UNSIGNED.length()) : type.name();
    }

    static boolean isUnsigned(SourceType type) {
        return type.name().endsWith(UNSIGNED);
    }
}
