package dev.firn.engine.source.debezium;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationConnection;
import org.postgresql.replication.PGReplicationStream;
import org.postgresql.replication.fluent.ChainedStreamBuilder;
import org.postgresql.replication.fluent.logical.ChainedLogicalStreamBuilder;

/**
 * The driver as the connector sees it, where names of columns come from it: the catalog and the log, with {@link TwinColumns} told apart, and keys as the
 * log says them ({@link LoggedKey}).
 */
final class NamesApart {

    /** On the way from a connection to its stream of the log. */
    private static final List<Class<?>> STEPS = List.of(
            BaseConnection.class,
            PGReplicationConnection.class,
            ChainedLogicalStreamBuilder.class,
            ChainedStreamBuilder.class);

    private NamesApart() {}

    /**
     * The object, or what stands for it.
     *
     * @param selection of tables, by names of the form {@code schema.table}
     */
    static @Nullable Object over(@Nullable Object driver, Predicate<String> selection) {
        if (driver instanceof PGReplicationStream stream) {
            return new Log(stream, new LeftTables(selection));
        }
        if (driver instanceof DatabaseMetaData catalog) {
            return proxy(DatabaseMetaData.class, new Catalog(catalog));
        }
        for (Class<?> step : STEPS) {
            if (step.isInstance(driver)) {
                return proxy(step, new Step(driver, selection));
            }
        }
        return driver;
    }

    private static Object proxy(Class<?> type, InvocationHandler handler) {
        return Proxy.newProxyInstance(NamesApart.class.getClassLoader(), new Class<?>[] {type}, handler);
    }

    private static @Nullable Object call(Object target, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private record Step(Object target, Predicate<String> selection) implements InvocationHandler {
        @Override
        public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
                throws Throwable {
            return over(call(target, method, arguments), selection);
        }
    }

    private record Catalog(DatabaseMetaData target) implements InvocationHandler {
        @Override
        public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
                throws Throwable {
            Object result = call(target, method, arguments);
            if (!(result instanceof ResultSet rows)) {
                return result;
            }
            return switch (method.getName()) {
                case "getColumns" -> NamesApart.proxy(ResultSet.class, new Columns(rows));
                case "getPrimaryKeys" -> LoggedKey.over(rows, arguments);
                default -> rows;
            };
        }
    }

    /** Columns of tables, those of one table after another. */
    private static final class Columns implements InvocationHandler {

        private static final int SCHEMA = 2;
        private static final int TABLE = 3;
        private static final int COLUMN = 4;

        private final ResultSet rows;
        private TwinColumns.Names names = new TwinColumns.Names();
        private String table = "";
        private String name = "";

        Columns(ResultSet rows) {
            this.rows = rows;
        }

        @Override
        public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
                throws Throwable {
            if (method.getName().equals("getString") && arguments != null && isName(arguments[0])) {
                return name;
            }
            Object result = call(rows, method, arguments);
            if (method.getName().equals("next") && Boolean.TRUE.equals(result)) {
                read();
            }
            return result;
        }

        private static boolean isName(@Nullable Object column) {
            return Integer.valueOf(COLUMN).equals(column) || "COLUMN_NAME".equals(column);
        }

        private void read() throws SQLException {
            String of = rows.getString(SCHEMA) + "." + rows.getString(TABLE);
            if (!of.equals(table)) {
                table = of;
                names = new TwinColumns.Names();
            }
            name = names.next(rows.getString(COLUMN));
        }
    }

    /** Hot. */
    private record Log(PGReplicationStream stream, LeftTables left) implements PGReplicationStream {

        @Override
        public @Nullable ByteBuffer read() throws SQLException {
            ByteBuffer message = stream.read();
            while (message != null) {
                ByteBuffer told = left.without(message);
                if (told != null) {
                    return apart(told);
                }
                message = stream.read();
            }
            return null;
        }

        @Override
        public @Nullable ByteBuffer readPending() throws SQLException {
            ByteBuffer message = stream.readPending();
            while (message != null) {
                ByteBuffer told = left.without(message);
                if (told != null) {
                    return apart(told);
                }
                message = stream.readPending();
            }
            return null;
        }

        private static ByteBuffer apart(ByteBuffer message) {
            LoggedKey.note(message);
            return TwinColumns.apart(message);
        }

        @Override
        public LogSequenceNumber getLastReceiveLSN() {
            return stream.getLastReceiveLSN();
        }

        @Override
        public LogSequenceNumber getLastFlushedLSN() {
            return stream.getLastFlushedLSN();
        }

        @Override
        public LogSequenceNumber getLastAppliedLSN() {
            return stream.getLastAppliedLSN();
        }

        @Override
        public void setFlushedLSN(LogSequenceNumber flushed) {
            stream.setFlushedLSN(flushed);
        }

        @Override
        public void setAppliedLSN(LogSequenceNumber applied) {
            stream.setAppliedLSN(applied);
        }

        @Override
        public void forceUpdateStatus() throws SQLException {
            stream.forceUpdateStatus();
        }

        @Override
        public boolean isClosed() {
            return stream.isClosed();
        }

        @Override
        public void close() throws SQLException {
            stream.close();
        }
    }
}
