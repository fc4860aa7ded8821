package dev.firn.engine.source.mysql;

import com.mysql.cj.jdbc.Driver;
import dev.firn.engine.source.DatabaseAddress;
import dev.firn.engine.source.jdbc.Connections;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Opens read-only connections whose sessions hand values over as they are stored: times in UTC, zero dates as they are, one
 * bit as a bit, characters as Unicode.
 */
public final class MysqlConnector {

    private static final int UNKNOWN_VARIABLE = 1193;
    private static final int CONNECT_MILLIS = 15_000;
    private static final int SOCKET_MILLIS = 900_000;
    // How long the server waits for us to take the next rows: a full buffer downstream holds a read back.
    private static final int HELD_BACK_SECONDS = 3_600;
    private static final long QUESTION_MILLIS = 600_000;
    private static final long READ_MILLIS = 3_600_000;

    /**
     * Shows the key that the server makes for a table without one, which stands in the log in any case; a variable of the session, since 8.0.30. An
     * older server takes the rest for a comment, and the driver what begins with an @ as it is.
     */
    public static final String SHOW_GENERATED_KEYS =
            "@firn = 1 /*!80030, show_gipk_in_create_table_and_information_schema = ON */";

    private final DatabaseAddress address;

    MysqlConnector(DatabaseAddress address) {
        this.address = address;
    }

    private Connection open(long maxExecutionMillis) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", address.user());
        properties.setProperty("password", address.password());
        properties.setProperty("connectTimeout", String.valueOf(CONNECT_MILLIS));
        properties.setProperty("socketTimeout", String.valueOf(SOCKET_MILLIS));
        properties.setProperty("netTimeoutForStreamingResults", String.valueOf(HELD_BACK_SECONDS));
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("connectionAttributes", "program_name:firn");
        properties.setProperty("characterEncoding", "UTF-8");
        properties.setProperty("connectionTimeZone", "UTC");
        properties.setProperty("tinyInt1isBit", "false");
        properties.setProperty("yearIsDateType", "false");
        // Else the driver makes the session strict, and zero dates cannot be compared with.
        properties.setProperty("jdbcCompliantTruncation", "false");
        properties.setProperty(
                "sessionVariables",
                "sql_mode='',time_zone='+00:00',lock_wait_timeout=5,transaction_isolation='REPEATABLE-READ',"
                        // Else the server says how large a table was a day ago.
                        + "information_schema_stats_expiry=0,max_execution_time=" + maxExecutionMillis);
        address.properties().forEach(properties::setProperty);
        properties.merge("sessionVariables", SHOW_GENERATED_KEYS, (theirs, ours) -> theirs + "," + ours);
        // Texts come as they are stored, and are decoded by the charset of their column as those of the log are.
        properties.remove("characterSetResults");
        String host = address.host().contains(":") ? "[" + address.host() + "]" : address.host();
        String url = "jdbc:mysql://" + host + ":" + address.port() + "/";
        Connection connection = connect(url, properties);
        if (connection == null) {
            throw new SQLException("the driver does not take the address " + address, "08001");
        }
        try {
            connection.setReadOnly(true);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        return connection;
    }

    /** A server that does not know the session's variables is no MySQL that is supported; it is asked what it is. */
    private static @Nullable Connection connect(String url, Properties properties) throws SQLException {
        try {
            return new Driver().connect(url, properties);
        } catch (SQLException e) {
            if (e.getErrorCode() != UNKNOWN_VARIABLE) {
                throw e;
            }
            properties.remove("sessionVariables");
            try (Connection bare = new Driver().connect(url, properties)) {
                String version = bare == null ? "" : bare.getMetaData().getDatabaseProductVersion();
                throw new SQLException(
                        "the server is " + version + ": " + e.getMessage(), e.getSQLState(), e.getErrorCode(), e);
            }
        }
    }

    /** Whether rows come encrypted, if the server can do that. */
    static boolean isEncrypted(DatabaseAddress address) {
        return !"DISABLED".equals(address.properties().get("sslMode"));
    }

    /** For reading tables. */
    Connections readers(int limit) {
        return new Connections(() -> open(READ_MILLIS), new MysqlFailures(address), limit);
    }

    /** For short questions. */
    Connections control(int limit) {
        return new Connections(() -> open(QUESTION_MILLIS), new MysqlFailures(address), limit);
    }
}
