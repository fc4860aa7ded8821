package dev.firn.app.it;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A table as a random program knows it: a key {@code id}, with {@code k} when the key has two columns, and columns that come and go.
 */
final class RandomTable {

    /** What a column holds, from narrow to wide where one family has several. */
    enum Kind {
        SMALL("SMALLINT", "SMALLINT"),
        INT("INT", "INT"),
        BIG("BIGINT", "BIGINT"),
        PRICE("DECIMAL(8, 2)", "DECIMAL(8, 2)"),
        WIDE_PRICE("DECIMAL(14, 2)", "DECIMAL(14, 2)"),
        FINE_PRICE("DECIMAL(14, 4)", "DECIMAL(14, 4)"),
        DOUBLE("FLOAT8", "DOUBLE"),
        SHORT_TEXT("VARCHAR(20)", "VARCHAR(20)"),
        LONG_TEXT("VARCHAR(200)", "VARCHAR(200)"),
        TEXT("TEXT", "TEXT"),
        DATE("DATE", "DATE"),
        MOMENT("TIMESTAMP(6)", "DATETIME(6)");

        private final String postgres;
        private final String mysql;

        Kind(String postgres, String mysql) {
            this.postgres = postgres;
            this.mysql = mysql;
        }

        String sql(boolean isMysql) {
            return isMysql ? mysql : postgres;
        }

        String literal(Random random) {
            return switch (this) {
                case SMALL, INT -> String.valueOf(random.nextInt(30_000));
                case BIG -> String.valueOf(random.nextInt(4) == 0 ? random.nextLong() : random.nextInt(30_000));
                case PRICE, FINE_PRICE -> random.nextInt(100_000) + "." + (10 + random.nextInt(90));
                case WIDE_PRICE -> random.nextInt(Integer.MAX_VALUE) + "." + (10 + random.nextInt(90));
                case DOUBLE -> random.nextInt(1_000_000) + ".125";
                // A number often, so that a change to a number may succeed.
                case SHORT_TEXT, LONG_TEXT, TEXT ->
                    "'" + (random.nextInt(3) == 0 ? "süß " : "") + random.nextInt(30_000) + "'";
                case DATE -> "'20" + (10 + random.nextInt(80)) + "-02-" + (10 + random.nextInt(18)) + "'";
                case MOMENT ->
                    "'20" + (10 + random.nextInt(80)) + "-02-11 01:02:03." + (100_000 + random.nextInt(900_000)) + "'";
            };
        }
    }

    /** A column that is not of the key. */
    record Column(Kind kind, boolean nullable) {}

    /** Whether and how rows are identified. */
    enum Key {
        ID("id"),
        ID_AND_K("id, k"),
        NONE("");

        final String columns;

        Key(String columns) {
            this.columns = columns;
        }
    }

    final String name;
    final Map<String, Column> columns;
    Key key;
    final List<Integer> ids;

    RandomTable(String name) {
        this(name, new LinkedHashMap<>(), Key.ID, new ArrayList<>());
    }

    private RandomTable(String name, Map<String, Column> columns, Key key, List<Integer> ids) {
        this.name = name;
        this.columns = columns;
        this.key = key;
        this.ids = ids;
    }

    /** As it is now, under this or another name. */
    RandomTable copy(String as) {
        return new RandomTable(as, new LinkedHashMap<>(columns), key, new ArrayList<>(ids));
    }

    String qualified() {
        return "shop." + name;
    }

    /** A statement that creates it. */
    String create(boolean isMysql) {
        StringBuilder sql = new StringBuilder("CREATE TABLE " + qualified() + " (id INT NOT NULL, k INT NOT NULL");
        columns.forEach((column, has) -> sql.append(", ").append(definition(column, has, isMysql)));
        if (key != Key.NONE) {
            sql.append(", PRIMARY KEY (").append(key.columns).append(")");
        }
        return sql.append(")").toString();
    }

    static String definition(String name, Column column, boolean isMysql) {
        return name + " " + column.kind.sql(isMysql) + (column.nullable ? "" : " NOT NULL");
    }
}
