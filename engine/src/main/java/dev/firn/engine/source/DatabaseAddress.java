package dev.firn.engine.source;

import java.util.Map;

/**
 * How to reach a source database.
 *
 * @param host name or address
 * @param port TCP port
 * @param database the PostgreSQL database; empty for MySQL, where one server's databases are chosen by the table patterns
 * @param user who connects
 * @param password never shown: {@link #toString} leaves it out
 * @param properties further properties of the JDBC driver, such as {@code sslmode}
 */
public record DatabaseAddress(
        String host, int port, String database, String user, String password, Map<String, String> properties) {

    public DatabaseAddress {
        properties = Map.copyOf(properties);
    }

    @Override
    public String toString() {
        return user + "@" + host + ":" + port + (database.isEmpty() ? "" : "/" + database);
    }
}
