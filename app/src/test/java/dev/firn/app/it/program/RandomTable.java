package dev.firn.app.it.program;

import dev.firn.schema.source.TableId;
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

    final String schema;
    final String name;
    final Map<String, RandomColumn> columns;
    final List<Integer> ids;
    final Spelling spelling;
    Key key = Key.NUMBER;

    /** What the rows' numbers are stored as. */
    NumberType numberType = NumberType.INT;

    /** The name of the column that numbers the rows. */
    String number = "id";

    /** The name of the column that a key of two has beside it. */
    String group = "k";

    /** In how many partitions its rows lie by their numbers; 0 if it has none. */
    int partitions;

    RandomTable(String schema, String name, Spelling spelling) {
        this(schema, name, spelling, new LinkedHashMap<>(), new ArrayList<>());
    }

    private RandomTable(
            String schema, String name, Spelling spelling, Map<String, RandomColumn> columns, List<Integer> ids) {
        this.schema = schema;
        this.name = name;
        this.spelling = spelling;
        this.columns = columns;
        this.ids = ids;
    }

    /** As it is now, under another name in its schema. */
    RandomTable copy(String as) {
        return copy(schema, as);
    }

    /** As it is now, elsewhere. */
    RandomTable copy(String inSchema, String as) {
        RandomTable copy = new RandomTable(inSchema, as, spelling, new LinkedHashMap<>(columns), new ArrayList<>(ids));
        copy.key = key;
        copy.numberType = numberType;
        copy.number = number;
        copy.group = group;
        copy.partitions = partitions;
        return copy;
    }

    /** Another table of the same name and columns, without rows. */
    RandomTable emptied() {
        RandomTable emptied = copy(name);
        emptied.ids.clear();
        return emptied;
    }

    TableId id() {
        return new TableId(schema, name);
    }

    String qualified() {
        return spelling.table(schema, name);
    }

    /** The columns of a key, for SQL; empty for none. */
    String columnsOf(Key ofIt) {
        return switch (ofIt) {
            case NUMBER -> spelling.column(number);
            case NUMBER_AND_GROUP -> spelling.column(number) + ", " + spelling.column(group);
            case NONE -> "";
        };
    }

    /** The condition for a row. */
    String isRow(int id) {
        return spelling.column(number) + " = " + numberType.literal(id, spelling.dialect());
    }

    /** All its columns. */
    List<String> names() {
        List<String> names = new ArrayList<>(List.of(number, group));
        names.addAll(columns.keySet());
        return names;
    }

    /** The columns that a statement may give values. */
    List<String> written() {
        return columns.keySet().stream()
                .filter(name -> columns.get(name).computed().isEmpty())
                .toList();
    }

    /** A statement that changes it. */
    String alter(String what) {
        return spelling.keywords("ALTER TABLE ") + qualified() + " " + what;
    }
}
