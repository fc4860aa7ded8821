package dev.firn.app.it.program;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A table as a random program knows it: a key {@code id}, with {@code k} when the key has two columns, and columns that come and go.
 */
final class RandomTable {

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
    String create(Dialect dialect) {
        StringBuilder sql = new StringBuilder("CREATE TABLE " + qualified() + " (id INT NOT NULL, k INT NOT NULL");
        columns.forEach((column, has) -> sql.append(", ").append(definition(column, has, dialect)));
        if (key != Key.NONE) {
            sql.append(", PRIMARY KEY (").append(key.columns).append(")");
        }
        return sql.append(")").toString();
    }

    /** A statement that changes it. */
    String alter(String what) {
        return "ALTER TABLE " + qualified() + " " + what;
    }

    static String definition(String name, Column column, Dialect dialect) {
        return name + " " + column.kind.sql(dialect) + (column.nullable ? "" : " NOT NULL");
    }
}
