package dev.firn.app.it.program;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A table as a random program knows it: a column that numbers the rows, one more for a key of two columns, and columns that come and go. */
final class RandomTable {

    /** Whether and how rows are identified. */
    enum Key {
        NUMBER,
        NUMBER_AND_GROUP,
        NONE
    }

    final String name;
    final Map<String, RandomColumn> columns;
    final List<Integer> ids;
    Key key;

    /** The name of the column that numbers the rows. */
    String number;

    /** The name of the column that a key of two has beside it. */
    String group;

    RandomTable(String name) {
        this(name, new LinkedHashMap<>(), Key.NUMBER, new ArrayList<>(), "id", "k");
    }

    private RandomTable(
            String name, Map<String, RandomColumn> columns, Key key, List<Integer> ids, String number, String group) {
        this.name = name;
        this.columns = columns;
        this.key = key;
        this.ids = ids;
        this.number = number;
        this.group = group;
    }

    /** As it is now, under this or another name. */
    RandomTable copy(String as) {
        return new RandomTable(as, new LinkedHashMap<>(columns), key, new ArrayList<>(ids), number, group);
    }

    String qualified() {
        return "shop." + name;
    }

    /** The columns of a key, for SQL; empty for none. */
    String columnsOf(Key ofIt) {
        return switch (ofIt) {
            case NUMBER -> number;
            case NUMBER_AND_GROUP -> number + ", " + group;
            case NONE -> "";
        };
    }

    /** All its columns. */
    List<String> names() {
        List<String> names = new ArrayList<>(List.of(number, group));
        names.addAll(columns.keySet());
        return names;
    }

    /** A statement that changes it. */
    String alter(String what) {
        return "ALTER TABLE " + qualified() + " " + what;
    }
}
