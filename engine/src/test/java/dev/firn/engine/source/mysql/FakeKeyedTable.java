package dev.firn.engine.source.mysql;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A table that has a row for every number, as far as its reader asks JDBC: the answers to the two statements that it makes. */
final class FakeKeyedTable {

    private static final Pattern QUERY = Pattern.compile(
            ".* FORCE INDEX .*`id` > (\\d+)\\)\\) AND \\(\\(`id` <= (\\d+)\\)\\) ORDER BY `id` LIMIT (\\d+)");

    final List<String> queries = new ArrayList<>();
    long rowBytes;
    long nanos;
    int aborted;

    List<Long> limits() {
        return queries.stream().map(sql -> number(sql, 3)).toList();
    }

    private static long number(String sql, int group) {
        Matcher matcher = QUERY.matcher(sql);
        if (!matcher.matches()) {
            throw new AssertionError("An unexpected statement: " + sql);
        }
        return Long.parseLong(matcher.group(group));
    }

    Connection connect() {
        boolean[] open = {true};
        return fake(Connection.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "createStatement" -> statement(open);
            case "prepareStatement" -> widthStatement();
            case "getAutoCommit" -> true;
            case "abort" -> {
                open[0] = false;
                aborted++;
                yield null;
            }
            default -> null;
        });
    }

    private Statement statement(boolean[] open) {
        return fake(Statement.class, (proxy, method, arguments) -> {
            if (!method.getName().equals("executeQuery")) {
                return null;
            }
            String sql = (String) arguments[0];
            queries.add(sql);
            long after = number(sql, 1);
            return rows(after, Math.min(number(sql, 2), after + number(sql, 3)), open);
        });
    }

    private static ResultSet rows(long after, long upTo, boolean[] open) {
        long[] at = {after};
        return fake(ResultSet.class, (proxy, method, arguments) -> {
            if (!open[0]) {
                throw new SQLException("aborted", "08003");
            }
            return switch (method.getName()) {
                case "next" -> ++at[0] <= upTo;
                case "getBytes" -> Long.toString(at[0]).getBytes(StandardCharsets.US_ASCII);
                default -> null;
            };
        });
    }

    /** The one about the rows' width. */
    private PreparedStatement widthStatement() {
        boolean[] told = {false};
        ResultSet row = fake(ResultSet.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "next" -> {
                boolean first = !told[0];
                told[0] = true;
                yield first;
            }
            case "getLong" -> rowBytes;
            default -> null;
        });
        return fake(
                PreparedStatement.class,
                (proxy, method, arguments) -> method.getName().equals("executeQuery") ? row : null);
    }

    private static <T> T fake(Class<T> type, InvocationHandler answers) {
        InvocationHandler withIdentity = (proxy, method, arguments) -> switch (method.getName()) {
            case "hashCode" -> System.identityHashCode(proxy);
            case "equals" -> proxy == arguments[0];
            default -> answers.invoke(proxy, method, arguments);
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, withIdentity));
    }
}
