package dev.firn.app.it.program;

import java.util.Random;

/** What a column holds, from narrow to wide where one family has several. */
enum Kind {
    SMALL("SMALLINT", "SMALLINT"),
    INT("INT", "INT"),
    BIG("BIGINT", "BIGINT"),
    PRICE("DECIMAL(8, 2)", "DECIMAL(8, 2)"),
    WIDE_PRICE("DECIMAL(14, 2)", "DECIMAL(14, 2)"),
    FINE_PRICE("DECIMAL(14, 4)", "DECIMAL(14, 4)"),
    DOUBLE("FLOAT8", "DOUBLE"),
    /** On MySQL what the session's mode makes of it. */
    REAL("REAL", "REAL"),
    SHORT_TEXT("VARCHAR(20)", "VARCHAR(20)"),
    LONG_TEXT("VARCHAR(200)", "VARCHAR(200)"),
    TEXT("TEXT", "TEXT"),
    DATE("DATE", "DATE"),
    MOMENT("TIMESTAMP(6)", "DATETIME(6)"),
    /** An enumeration, to which labels are added. */
    LABEL("", "");

    private final String postgres;
    private final String mysql;

    Kind(String postgres, String mysql) {
        this.postgres = postgres;
        this.mysql = mysql;
    }

    String sql(Dialect dialect) {
        return switch (dialect) {
            case MYSQL -> mysql;
            case POSTGRES -> postgres;
        };
    }

    /**
     * A value.
     *
     * @param labels how many there are of an enumeration
     */
    String literal(Random random, int labels) {
        return switch (this) {
            case SMALL, INT -> String.valueOf(random.nextInt(30_000));
            case BIG -> String.valueOf(random.nextInt(4) == 0 ? random.nextLong() : random.nextInt(30_000));
            case PRICE, FINE_PRICE -> random.nextInt(100_000) + "." + (10 + random.nextInt(90));
            case WIDE_PRICE -> random.nextInt(Integer.MAX_VALUE) + "." + (10 + random.nextInt(90));
            case DOUBLE -> random.nextInt(1_000_000) + ".125";
            case REAL -> random.nextInt(1_000) + ".1";
            // A number often, so that a change to a number may succeed.
            case SHORT_TEXT, LONG_TEXT, TEXT ->
                "'" + (random.nextInt(3) == 0 ? "süß " : "") + random.nextInt(30_000) + "'";
            case DATE -> "'20" + (10 + random.nextInt(80)) + "-02-" + (10 + random.nextInt(18)) + "'";
            case MOMENT ->
                "'20" + (10 + random.nextInt(80)) + "-02-11 01:02:03." + (100_000 + random.nextInt(900_000)) + "'";
            case LABEL -> label(1 + random.nextInt(labels));
        };
    }

    /** Whether the database has a value for what has none. */
    boolean hasZero() {
        return switch (this) {
            case DATE, MOMENT, LABEL -> false;
            default -> true;
        };
    }

    static String label(int number) {
        return "'größe " + number + "'";
    }

    /** What rows get that name no value: a value, or what the database computes; in each database's own words. */
    String fallback(Random random, int labels, Dialect dialect) {
        if (this == MOMENT && random.nextBoolean()) {
            return dialect == Dialect.MYSQL ? "CURRENT_TIMESTAMP(6)" : "localtimestamp";
        }
        if (this == INT && random.nextInt(3) == 0) {
            return dialect == Dialect.MYSQL ? "(7 * " + random.nextInt(100) + ")" : "(random() * 100)::int";
        }
        String literal = literal(random, labels);
        return this == TEXT && dialect == Dialect.MYSQL ? "(" + literal + ")" : literal;
    }
}
