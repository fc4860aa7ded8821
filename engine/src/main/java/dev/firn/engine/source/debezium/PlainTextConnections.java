package dev.firn.engine.source.debezium;

import dev.firn.engine.source.postgres.PostgresOutput;
import io.debezium.config.Field;
import io.debezium.jdbc.JdbcConfiguration;
import io.debezium.jdbc.JdbcConnection;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;

/**
 * Opens the connector's connections, so that every value of the log arrives as the very text that the server printed. The connector makes it by
 * its class name.
 *
 * <p>Sessions print values as {@link PostgresOutput} says, whatever a user, a database or the machine is set to. And where the
 * connector asks for the database's types, it gets Firn's answer, {@link PlainTextTypes}, instead of the catalog's. Names of columns, and keys, it gets by way
 * of {@link NamesApart}.
 */
public final class PlainTextConnections implements JdbcConnection.ConnectionFactory {

    private static final Field PORT = JdbcConfiguration.PORT.withDefault(5432);

    private static final JdbcConnection.ConnectionFactory DRIVER = JdbcConnection.patternBasedFactory(
            "jdbc:postgresql://${" + JdbcConfiguration.HOSTNAME + "}:${" + JdbcConfiguration.PORT + "}/${"
                    + JdbcConfiguration.DATABASE + "}",
            org.postgresql.Driver.class.getName(),
            PlainTextConnections.class.getClassLoader(),
            PORT);

    /** The driver's property that lets a session have another encoding than UTF-8; set where the database has texts in any. */
    static final String MAY_CHANGE_ENCODING = "allowEncodingChanges";

    /** The property that says which tables are selected, as a regular expression; the driver knows none of this name. */
    static final String TABLES = "firn.tables";

    @Override
    public Connection connect(JdbcConfiguration config) throws SQLException {
        Connection connection = DRIVER.connect(config);
        try (Statement statement = connection.createStatement()) {
            statement.execute(PostgresOutput.PIN);
            if (config.hasKey("replication") && config.getBoolean(MAY_CHANGE_ENCODING, false)) {
                // Else the server refuses to send the log when it comes to a byte that is no UTF-8.
                statement.execute("SET client_encoding = 'SQL_ASCII'");
            }
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        String tables = config.getString(TABLES);
        Predicate<String> selection =
                tables == null ? table -> true : Pattern.compile(tables).asMatchPredicate();
        return proxy(Connection.class, new Answering(connection, selection));
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    /** Puts Firn's questions in the place of the connector's questions for types. */
    private record Answering(Object target, Predicate<String> selection) implements InvocationHandler {

        @Override
        public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
                throws Throwable {
            if (arguments != null && arguments.length > 0 && arguments[0] instanceof String sql) {
                arguments[0] = PlainTextTypes.question(sql);
            }
            Object result;
            try {
                result = method.invoke(target, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
            if (result instanceof Statement statement && !(statement instanceof PreparedStatement)) {
                return proxy(Statement.class, new Answering(statement, selection));
            }
            boolean tellsNames = result instanceof DatabaseMetaData
                    || (method.getName().equals("unwrap")
                            && method.getParameterTypes()[0] == Class.class
                            && arguments != null
                            && arguments[0] == BaseConnection.class);
            return tellsNames ? NamesApart.over(result, selection) : result;
        }
    }
}
