package dev.firn.app.it.program;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** What the numbers that tell a table's rows apart are stored as. */
enum NumberType {
    INT("INT", "INT"),
    BIG("BIGINT", "BIGINT"),
    /** Sixteen bytes of which nobody can tell the number, half of them with the highest bit set. */
    UNIQUE_ID("UUID", "BINARY(16)");

    private final String postgres;
    private final String mysql;

    NumberType(String postgres, String mysql) {
        this.postgres = postgres;
        this.mysql = mysql;
    }

    String sql(Dialect dialect) {
        return switch (dialect) {
            case MYSQL -> mysql;
            case POSTGRES -> postgres;
        };
    }

    /** A row's number. */
    String literal(int number, Dialect dialect) {
        if (this != UNIQUE_ID) {
            return String.valueOf(number);
        }
        String id = UUID.nameUUIDFromBytes(String.valueOf(number).getBytes(StandardCharsets.US_ASCII))
                .toString();
        return switch (dialect) {
            case MYSQL -> "X'" + id.replace("-", "") + "'";
            case POSTGRES -> "'" + id + "'";
        };
    }
}
