package dev.firn.engine.source.mysql;

import dev.firn.engine.source.jdbc.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A unique index of MySQL, asked over one session. */
final class MysqlKeyIndex implements KeyIndex {

    private final Session session;
    private final KeyAccess access;
    private final List<KeyColumn> columns;

    MysqlKeyIndex(Session session, KeyAccess access) {
        this.session = session;
        this.access = access;
        this.columns = access.columns();
    }

    @Override
    public Optional<FoundKey> first(List<String> after) {
        return least(access.range().after(after));
    }

    @Override
    public Optional<FoundKey> last(List<String> after) {
        return greatest(access.range().after(after));
    }

    @Override
    public Optional<FoundKey> atOrBehind(KeyGuess guess, FoundKey low, FoundKey high) {
        return least(access.range().after(low.values()).from(guess).before(high.values()));
    }

    @Override
    public Optional<FoundKey> before(KeyGuess guess, FoundKey low, FoundKey high) {
        return greatest(access.range().after(low.values()).before(guess).before(high.values()));
    }

    @Override
    public long estimate(List<String> after, List<String> upTo) {
        return session.one(
                "EXPLAIN FORMAT=TRADITIONAL SELECT " + access.uncovered() + access.from()
                        + access.range().after(after).upTo(upTo).sql(),
                row -> row.getLong("rows"));
    }

    @Override
    public int sharedColumns(FoundKey low, FoundKey high) {
        int shared = 0;
        while (shared < columns.size() && isEqual(columns.get(shared), low, high, shared)) {
            shared++;
        }
        return shared;
    }

    private boolean isEqual(KeyColumn column, FoundKey low, FoundKey high, int index) {
        String left = low.values().get(index);
        String right = high.values().get(index);
        // Only texts may be written in different ways and be equal. In the last column they cannot: keys are unique.
        return left.equals(right)
                || (column.form() == KeyColumn.Form.TEXT
                        && index < columns.size() - 1
                        && session.one(
                                "SELECT " + column.literal(left) + " = " + column.literal(right),
                                row -> row.getBoolean(1)));
    }

    private Optional<FoundKey> least(KeyCondition condition) {
        return seek(condition.sql() + access.ascending());
    }

    private Optional<FoundKey> greatest(KeyCondition condition) {
        return seek(condition.sql() + access.descending());
    }

    private Optional<FoundKey> seek(String conditionAndOrder) {
        String select = columns.stream()
                .map(column -> column.expression() + ", " + column.shownExpression())
                .collect(Collectors.joining(", "));
        return session.first(
                "SELECT " + select + ", " + access.uncovered() + access.from() + conditionAndOrder + " LIMIT 1",
                this::key);
    }

    private FoundKey key(ResultSet row) throws SQLException {
        List<String> values = new ArrayList<>();
        List<String> shown = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            values.add(columns.get(i).read(row, 2 * i + 1));
            shown.add(columns.get(i).readShown(row, 2 * i + 2));
        }
        return new FoundKey(values, shown);
    }
}
